"""The provider's API: whether an address gets no mail, and letting mail go there again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from post.models import Suppression
from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.tenants.desk import Provider

pytestmark = pytest.mark.django_db

PATH = "/api/v1/suppressions/"
ANNA = "anna@maize.example"


@pytest.fixture
def provider():
    return Provider()


def stop(address=ANNA, reason="bounced"):
    with public_room():
        Suppression.objects.stop(address, reason)


def found(provider, query=""):
    answer = provider.api.get(PATH + query)
    assert answer.status_code == 200
    return answer.json()["results"]


def lines():
    with public_room():
        entries = PublicEntry.objects.filter(verb="suppression.lifted")
        return list(entries.values_list("subject", "client", "tenant"))


def test_an_address_is_found_by_who_knows_it(provider):
    stop()
    stop("bob@maize.example", "complained")

    [row] = found(provider, "?address=%20Anna@Maize.example")
    assert row["reason"] == "bounced"
    assert found(provider, "?address=carl@maize.example") == []
    assert [each["reason"] for each in found(provider, "?reason=complained")] == ["complained"]


def test_no_address_stands_in_an_answer(provider):
    stop()

    answer = provider.api.get(f"{PATH}?address={ANNA}").content.decode()
    assert ("anna" in answer, "maize" in answer) == (False, False)
    assert set(found(provider)[0]) == {"id", "reason", "of_workspaces", "at", "until"}


def test_mail_may_go_there_again_and_a_repeat_changes_nothing(provider):
    stop()
    stop("bob@maize.example")
    [row] = found(provider, f"?address={ANNA}")

    line = (row["id"], provider.token.prefix, None)
    for _ in range(2):
        assert provider.api.delete(f"{PATH}{row['id']}/").status_code == 204
        assert lines() == [line]

    with public_room():
        assert not Suppression.objects.holds(ANNA)
        assert Suppression.objects.holds("bob@maize.example")


def test_what_is_over_is_not_shown(provider):
    stop()
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert found(provider) == []


def test_what_is_not_known_is_refused(provider):
    assert provider.api.get(f"{PATH}?adress={ANNA}").status_code == 400
    assert provider.api.get(f"{PATH}?reason=rain").status_code == 400
    assert provider.api.delete(f"{PATH}{'0' * 500}/").status_code == 204
    assert lines() == []


def test_tenants_and_strangers_have_no_word_in_it(provider, charlie, acme):
    stop()
    [row] = found(provider)
    for program in (
        world.api_client(settings.PROVIDER_HOST),
        world.api_client(settings.PROVIDER_HOST, charlie.token),
        charlie.api_at(acme),
    ):
        assert program.get(PATH).status_code == 401
        assert program.delete(f"{PATH}{row['id']}/").status_code == 401
    assert found(provider) == [row]


def test_the_list_asks_as_often_for_three_as_for_one(provider, django_assert_num_queries):
    stop()
    found(provider)  # the host is known from now on
    for _ in range(2):
        with django_assert_num_queries(3):  # who asks, how many, the rows
            found(provider)
        stop("bob@maize.example")
        stop("carl@maize.example")
