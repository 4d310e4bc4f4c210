"""PostgreSQL remembers all that a connection has seen, for as long as it lives: so it must end."""

import io
from contextvars import Context

import pytest
from django.db import close_old_connections, connection, transaction
from django.test import RequestFactory

from config.wsgi import application
from jobs.models import Job
from jobs.worker import Worker
from tenants.rooms import public_room, workspace_of
from tests.isolation.marks import names
from tests.jobs import tasks

# The first connection is the test's own: it is closed before, so that its visits do not count.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh")]


@pytest.fixture
def fresh(marked):
    connection.close()


def backend():
    return connection.connection and connection.connection.info.backend_pid


def visit(*tenants):
    for tenant in tenants:
        with workspace_of(tenant):
            assert names() == {tenant.slug}


def test_a_connection_that_has_seen_enough_rooms_is_closed_at_the_end_of_a_request(
    settings, acme, globex
):
    settings.DATABASE_ROOMS_A_CONNECTION = 1
    visit(acme, acme, acme)
    first = backend()
    close_old_connections()
    assert backend() == first

    visit(globex)
    assert backend() == first
    close_old_connections()

    assert backend() is None
    visit(globex)
    assert backend() not in (None, first)


def test_a_new_connection_has_seen_nothing(settings, acme, globex):
    settings.DATABASE_ROOMS_A_CONNECTION = 1
    visit(acme, globex)
    close_old_connections()

    visit(globex)
    second = backend()
    close_old_connections()

    assert backend() == second


def test_the_public_room_is_one_of_them(settings, acme):
    settings.DATABASE_ROOMS_A_CONNECTION = 1
    visit(acme)
    with public_room():
        Job.objects.count()

    close_old_connections()

    assert backend() is None


def test_a_connection_is_closed_when_it_is_old_however_little_it_has_seen(acme):
    visit(acme)
    connection.close_at = 0.0

    connection.close_if_worn()

    assert backend() is None


def test_a_connection_is_never_closed_inside_a_transaction(settings, acme):
    settings.DATABASE_ROOMS_A_CONNECTION = 0
    with workspace_of(acme), transaction.atomic():
        assert names() == {"acme"}
        first, connection.close_at = backend(), 0.0

        connection.close_if_worn()

        assert names() == {"acme"}
        assert backend() == first
    connection.close_if_worn()
    assert backend() is None


def test_a_connection_is_not_closed_in_a_transaction_begun_by_hand(settings, acme):
    settings.DATABASE_ROOMS_A_CONNECTION = 0
    transaction.set_autocommit(False)
    visit(acme)
    first = backend()

    connection.close_if_worn()

    assert backend() == first
    transaction.rollback()
    transaction.set_autocommit(True)


def served(person):
    """One request as a server hands it over; the status."""
    browser = person.at(person.home)
    environ = RequestFactory(headers={"host": person.home.host})._base_environ(
        PATH_INFO="/invoices/",
        HTTP_HOST=person.home.host,
        HTTP_COOKIE=f"__Host-sid={browser.cookies['__Host-sid'].value}",
        **{"wsgi.url_scheme": "https", "wsgi.input": io.BytesIO()},
    )
    said = []
    answer = application(environ, lambda status, headers, *_: said.append(status))
    answer.close()
    return said[0]


def test_requests_of_many_tenants_are_served_by_one_connection_after_the_other(
    settings, alice, charlie
):
    settings.DATABASE_ROOMS_A_CONNECTION = (
        2  # the public one, where it is asked who asks, is a room
    )
    backends = []
    for person in (alice, charlie, charlie, alice):
        assert served(person) == "200 OK"
        backends.append(backend())

    first, second, third, fourth = backends
    assert first is not None
    assert second is None
    assert third not in (None, first)
    assert fourth is None


def test_a_worker_takes_a_new_connection_too(settings, acme, globex):
    settings.DATABASE_ROOMS_A_CONNECTION = 2
    worker, backends = Worker(["default"]), []
    for tenant in (acme, globex, globex):
        with workspace_of(tenant):
            tasks.append_inside.enqueue("looked")
        Context().run(worker.run_one)
        backends.append(backend())

    first, second, third = backends
    assert first is not None
    assert second is None
    assert third not in (None, first)
    with public_room():
        assert list(Job.objects.values_list("state", flat=True).distinct()) == ["done"]
