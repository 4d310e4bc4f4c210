"""A process remembers which host is whose, and forgets what changed, within a second."""

import time
from contextlib import closing

import psycopg2
import pytest
from django.db import Error, connection
from uuid_utils.compat import uuid7

from tenants.actor import Actor
from tenants.hosts import tenant_at
from tenants.hosts.remembered import Remembered
from tenants.hosts.watch import Watch
from tenants.models import HostChange, Schema, Tenant
from tenants.rooms import public_room
from tenants.workflows.close import close, reopen
from tenants.workflows.suspend import lift, suspend

PROVIDER = Actor(client="prov")


# --- what is remembered ------------------------------------------------------------------------


class Something:
    def __init__(self):
        self.id = uuid7()


def kept(known, host, what):
    known.keep(host, what, since=known.changes, seconds=60)
    return what


def test_a_million_made_up_hosts_push_out_no_real_one():
    known = Remembered(hits=3, misses=5)
    real = [kept(known, f"real{n}", Something()) for n in range(3)]
    for n in range(100):
        kept(known, f"made-up{n}", None)

    assert [known.get(f"real{n}").what for n in range(3)] == real
    assert [n for n in range(100) if known.get(f"made-up{n}")] == [95, 96, 97, 98, 99]


def test_what_was_asked_last_stays_when_there_is_no_room():
    known = Remembered(hits=2)
    first = kept(known, "first", Something())
    kept(known, "second", Something())
    known.get("first")
    kept(known, "third", Something())

    assert (known.get("first").what, known.get("second")) == (first, None)


def test_what_was_read_before_a_change_is_not_kept_after_it():
    known = Remembered()
    before = known.changes
    known.forget([uuid7()])
    known.keep("host", Something(), since=before, seconds=60)

    assert known.get("host") is None


def test_only_what_changed_is_forgotten_and_every_miss():
    known = Remembered()
    one, other = kept(known, "one", Something()), kept(known, "other", Something())
    kept(known, "miss", None)
    known.forget([one.id])

    assert (known.get("one"), known.get("other").what, known.get("miss")) == (None, other, None)


def test_nothing_is_remembered_for_ever():
    known = Remembered()
    known.keep("host", Something(), since=0, seconds=0)

    assert known.get("host") is None


# --- what changes a door -----------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda acme: suspend(acme.id, reason="Unpaid", by=PROVIDER),
        lambda acme: close(acme.id, by=PROVIDER),
        lambda acme: Tenant.objects.filter(pk=acme.pk).update(name="Acme Cakes"),
        lambda acme: acme.domains.create(domain="books.example.com", is_primary=False),
        lambda acme: acme.domains.all().delete(),
        lambda acme: acme.domains.update(is_primary=False),
        lambda acme: Schema.objects.of(acme).update(head="another"),
        lambda acme: Schema.objects.of(acme).delete(),
    ],
    ids=[
        "suspended",
        "closed",
        "renamed",
        "domain-added",
        "domain-gone",
        "domain-changed",
        "head",
        "unbuilt",
    ],
)
def test_every_change_of_a_door_is_noticed(acme, globex, change):
    with public_room():
        before, _ = HostChange.objects.since(None)
        change(acme)
        _, changed = HostChange.objects.since(before)

    assert changed == {acme.id}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("do", "take_back"), [(suspend, lift), (close, reopen)], ids=["lifted", "reopened"]
)
def test_taking_a_change_back_is_noticed_too(acme, do, take_back):
    with public_room():
        do(acme.id, reason="x", by=PROVIDER)
        before = HostChange.objects.count()
        take_back(acme.id, by=PROVIDER)

        assert HostChange.objects.count() > before


@pytest.mark.django_db
def test_what_changes_no_door_is_not_noted(acme):
    with public_room():
        before = HostChange.objects.count()
        Schema.objects.of(acme).update(failed_on="sales.0009")
        Schema.objects.create(name="t_spare", kind=Schema.Kind.SPARE)

        assert HostChange.objects.count() == before


# --- and how a process learns it ---------------------------------------------------------------


@pytest.fixture
def another_program():
    """A raw connection of the runtime's login, whose transaction nobody ends but the test."""
    params = connection.get_connection_params()
    params.pop("cursor_factory", None)
    with closing(psycopg2.connect(**params)) as line, line.cursor() as cursor:
        cursor.execute("SET ROLE kontor_public; SET search_path = public")
        line.commit()
        yield line, cursor


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_late_is_noticed_all_the_same(acme, globex, another_program):
    """A counter that is read between the change and its commit would lose it."""
    line, cursor = another_program
    with public_room():
        before, _ = HostChange.objects.since(None)
        cursor.execute("UPDATE tenants_tenant SET state = 'closed' WHERE slug = 'acme'")
        Tenant.objects.filter(pk=globex.pk).update(name="Globex")  # begun later, and over already
        meanwhile, early = HostChange.objects.since(before)
        line.commit()
        after, late = HostChange.objects.since(meanwhile)
        _, again = HostChange.objects.since(after)

    assert (early, late, again) == ({globex.id}, {acme.id}, set())


@pytest.mark.django_db(transaction=True)
def test_a_process_learns_of_a_change_within_a_second(settings, acme, another_program):
    settings.HOSTS_CHECKED_SECONDS = 0.9
    line, cursor = another_program
    known = Remembered()
    watch = Watch(known, rest=0.1)
    watch.be_fresh()
    kept(known, acme.host, acme)
    cursor.execute("UPDATE tenants_tenant SET state = 'closed' WHERE slug = 'acme'")
    line.commit()
    committed = time.monotonic()
    believed = 0.0  # when the last request began that would have believed it
    while True:
        begins = time.monotonic() - committed
        watch.be_fresh()
        if known.get(acme.host) is None:
            break
        believed = begins
        time.sleep(0.02)
    watch.thread.join(timeout=10)

    assert believed < 1


@pytest.fixture
def lonely(settings):
    """A watch without its thread, as when that is late or gone."""
    settings.HOSTS_CHECKED_SECONDS = 0.0
    known = Remembered()
    return known, Watch(known, helped=False)


@pytest.mark.django_db
def test_a_request_asks_itself_when_nobody_else_did(lonely, acme, globex):
    known, watch = lonely
    watch.be_fresh()
    kept(known, acme.host, acme)
    kept(known, globex.host, globex)
    with public_room():
        close(acme.id, by=PROVIDER)
    watch.be_fresh()

    assert (known.get(acme.host), known.get(globex.host).what) == (None, globex)


@pytest.mark.django_db(transaction=True)
def test_after_a_look_that_failed_nothing_is_believed(lonely, acme):
    known, watch = lonely
    watch.be_fresh()
    kept(known, acme.host, acme)
    connection.connection.close()  # the line breaks
    with pytest.raises(Error):
        watch.be_fresh()
    connection.close()
    watch.be_fresh()

    assert known.get(acme.host) is None


@pytest.mark.django_db(transaction=True)
def test_nobody_asks_while_no_request_comes(settings, acme):
    settings.HOSTS_CHECKED_SECONDS = 0.9
    watch = Watch(Remembered(), rest=0.1)
    watch.be_fresh()
    watch.thread.join(timeout=10)
    assert not watch.thread.is_alive()

    watch.be_fresh()
    assert watch.thread.is_alive()
    watch.thread.join(timeout=10)


# --- what it costs -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_new_host_takes_one_query_and_a_known_one_none(acme, django_assert_num_queries):
    with django_assert_num_queries(1):
        tenant = tenant_at(acme.host)
    with django_assert_num_queries(0):
        assert tenant_at(acme.host) == tenant
        assert (tenant.is_open, tenant.notice) == (True, "")


@pytest.mark.django_db
def test_an_unknown_host_takes_one_query_and_then_none(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert tenant_at("nobody.kontor.localhost") is None
    with django_assert_num_queries(0):
        assert tenant_at("nobody.kontor.localhost") is None


@pytest.mark.django_db
def test_a_request_knows_at_which_head_its_schema_is(acme):
    with public_room():
        Schema.objects.update_or_create(
            name=acme.schema_name, defaults={"kind": Schema.Kind.TENANT, "head": "sales.0007"}
        )

    assert tenant_at(acme.host).schema_head == "sales.0007"
