"""Members write and jobs run while their workspace is erased: it goes, and they are told."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from jobs.backend import task_at
from jobs.models import Job
from jobs.worker import Worker
from tenants.models import Tenant
from tenants.rooms import public_room, workspace_of
from tenants.workflows import drain
from tenants.workflows.erase import erase
from tests import make
from tests.erasure.leaver import asked, business, what_is_left
from tests.jobs.tasks import append_inside
from workspace.parties.models import Party

pytestmark = pytest.mark.django_db(transaction=True)


class Writer(Thread):
    """Somebody whose process still believes that the workspace is open."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__()
        self.tenant, self.written, self.refused = tenant, 0, ""
        self.busy, self.stop = Event(), Event()

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                with workspace_of(self.tenant), transaction.atomic():
                    make.party()
                self.written += 1
                self.busy.set()
        except Exception as error:
            self.refused = type(error.__cause__).__name__
        finally:
            connection.close()


class Sleeper(Writer):
    """A transaction that stands open and does not end by itself."""

    def run(self) -> None:
        try:
            with workspace_of(self.tenant), transaction.atomic():
                make.party()
                self.busy.set()
                self.stop.wait(60)
                Party.objects.count()
        except Exception as error:
            self.refused = type(error.__cause__).__name__
        finally:
            connection.close()


def test_whoever_writes_is_refused_by_the_database_and_the_room_goes():
    tenant = business()
    writers = [Writer(tenant) for _ in range(2)]
    for writer in writers:
        writer.start()
        assert writer.busy.wait(20)

    erase(asked(tenant).id)

    for writer in writers:
        writer.join(20)
        assert writer.written
        assert writer.refused == "InsufficientPrivilege"
    assert what_is_left(tenant)["catalogs"] == (0, 0, 0)


def test_a_transaction_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(drain, "PATIENCE", 0.2)
    tenant = business()
    sleeper = Sleeper(tenant)
    sleeper.start()
    assert sleeper.busy.wait(20)
    case = asked(tenant)

    erase(case.id)

    sleeper.stop.set()
    sleeper.join(20)
    assert sleeper.refused in ("AdminShutdown", "OperationalError")  # as the client notices it
    with public_room():
        assert case.steps.get(name="drained").result["connections_ended"] > 0


def test_its_jobs_that_wait_go_with_it():
    tenant = business()
    with workspace_of(tenant):
        append_inside.enqueue("kept")
    case = asked(tenant)

    erase(case.id)

    with public_room():
        assert list(Job.objects.filter(tenant=tenant)) == []


def test_a_job_that_comes_too_late_ends_without_running():
    tenant = business()
    with workspace_of(tenant):
        append_inside.enqueue("kept")
    asked(tenant)
    worker = Worker(["default"])

    worker.run_all()

    with public_room():
        ended = Job.objects.get(tenant=tenant)
    assert (ended.state, ended.last_error_code) == (Job.State.DONE, "TenantGone")


def test_a_job_whose_workspace_goes_while_it_runs_ends_so_too():
    """The door is locked behind it: its next statement is refused, and that is why."""
    tenant = business()
    with workspace_of(tenant):
        task_at("tests.erasure.tasks.lose_the_room").enqueue(str(tenant.id))
    worker = Worker(["default"])

    worker.run_one()

    with public_room():
        ended = Job.objects.get(tenant=tenant)
    assert (ended.state, ended.last_error_code) == (Job.State.DONE, "TenantGone")
    assert ended.attempts == 1


def test_the_worker_of_the_builder_erases_it():
    tenant = business()
    asked(tenant)

    Worker(["build"]).run_all()

    assert what_is_left(tenant)["state"] == "erased"
