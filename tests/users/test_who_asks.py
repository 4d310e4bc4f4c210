"""Who asks is known by one query, whose SQL is put together once in a process."""

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.kept import Given, KeptQuery
from tenants.models import ErasureStep
from tenants.rooms import public_room
from tests import world
from users import known as who
from users.known import Key, by_session, by_token
from users.models import ApiToken, Session, User
from users.sessions import session_digest

pytestmark = pytest.mark.django_db


def columns_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def key_of(person):
    return Key(person.membership.id, person.membership.role)


@pytest.fixture
def bobs_session(bob, acme):
    return session_digest(world.sign_in(bob.user, acme))


def test_a_session_brings_its_user_with_every_column_and_the_membership(bob, acme, bobs_session):
    with CaptureQueriesContext(connection) as asked:
        known = by_session(bobs_session, acme.id)

    with public_room():
        user, session = User.objects.get(pk=bob.user.pk), Session.objects.get(pk=bobs_session)
    assert columns_of(known.user) == columns_of(user)
    assert (known.data, known.origin_id) == (session.session_data, session.origin_id)
    assert known.key == key_of(bob)
    assert len(asked) == 1


def test_a_user_who_came_with_a_session_can_be_saved(acme, bobs_session):
    user = by_session(bobs_session, acme.id).user
    user.name = "Bob the Second"

    with public_room():
        user.save()

    assert by_session(bobs_session, acme.id).user.name == "Bob the Second"


def test_a_session_is_good_on_its_own_host_only(acme, globex, bob, bobs_session):
    public = session_digest(world.sign_in(bob.user, None))

    assert by_session(bobs_session, globex.id) is None
    assert by_session(bobs_session, None) is None
    assert by_session(public, acme.id) is None
    assert by_session(public, None).user == bob.user
    assert by_session(public, None).key is None


def test_a_stranger_s_session_brings_no_membership(charlie, acme):
    session = session_digest(world.sign_in(charlie.user, acme))

    known = by_session(session, acme.id)

    assert (known.user, known.key) == (charlie.user, None)


def test_a_session_of_nobody_brings_nobody(acme, bobs_session):
    with public_room():
        Session.objects.update(user=None)

    known = by_session(bobs_session, acme.id)

    assert (known.user, known.key) == (None, None)


def test_an_ended_session_is_none(acme, bobs_session):
    with public_room():
        Session.objects.update(expire_date=timezone.now())

    assert by_session(bobs_session, acme.id) is None


def test_a_token_brings_itself_its_user_and_the_membership(bob, acme, globex):
    with CaptureQueriesContext(connection) as asked:
        known = by_token(bob.token, acme.id)

    with public_room():
        token = ApiToken.objects.get(membership=bob.membership)
    assert columns_of(known.token) == columns_of(token)
    assert (columns_of(known.user), known.key) == (columns_of(bob.user), key_of(bob))
    assert by_token(bob.token, globex.id) is None
    assert by_token(bob.token, None) is None
    assert len([text for text in asked if "users_apitoken" in text["sql"]]) == 2  # made, and asked


def test_a_token_of_the_provider_brings_nobody(acme):
    with public_room():
        token, secret = ApiToken.objects.make(name="billing")

    known = by_token(secret, None)

    assert (known.token, known.user, known.key) == (token, None, None)
    assert by_token(secret, acme.id) is None


def test_the_query_is_put_together_once_for_all_tenants(acme, globex, bob, bobs_session):
    by_session(bobs_session, acme.id)
    by_token(bob.token, acme.id)
    built = [query.cache_info().misses for query in (who._sessions, who._tokens)]

    by_session(bobs_session, globex.id)
    by_token(bob.token, globex.id)

    assert [query.cache_info().misses for query in (who._sessions, who._tokens)] == built


def test_a_kept_query_refuses_a_value_that_it_would_keep():
    with pytest.raises(ValueError, match=r"for \('bob',\) only"):
        KeptQuery(User.objects.filter(name="bob").values_list("id"))


def test_a_kept_query_refuses_columns_that_django_would_convert(acme):
    with pytest.raises(ValueError, match="as psycopg2 reads them"):
        KeptQuery(ErasureStep.objects.values_list("result"))


def test_a_kept_query_takes_each_value_by_its_name(alice, bob):
    users = User.objects.filter(email=Given("email", User._meta.get_field("email")))
    query = KeptQuery(users.annotate(same=F("email")).values_list("id", "same"))

    with public_room():
        assert query.first(email=alice.email) == (alice.user.id, alice.email)
        assert query.first(email=bob.email) == (bob.user.id, bob.email)
        assert query.first(email="' OR ''='") is None
