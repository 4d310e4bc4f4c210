"""An import that is interrupted anywhere ends as if it had not been."""

import pytest
from django.db import OperationalError, connection

from jobs.errors import LeaseLost
from jobs.models import Job
from tenants.rooms import public_room
from tests.jobs_run import run_jobs
from tests.workspace.imports.files import refusals, row, sent, table
from workspace.imports.models import Import, KnownCustomer
from workspace.imports.workflows.take_in import take_in
from workspace.logbook.models import Entry
from workspace.sales.models import Document, Line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_acme")]


class Interrupted(Exception):
    pass


class StopAt:
    """Lets so many statements pass, and none after them: a killed worker rolls back, no more."""

    def __init__(self, statement):
        self.left = statement

    def __call__(self, execute, sql, *given):
        if sql.startswith("ROLLBACK"):
            return execute(sql, *given)
        if self.left == 0:
            raise Interrupted
        self.left -= 1
        return execute(sql, *given)


def content(run):
    """Four documents, new in each run, that come in two batches; two lines are refused."""
    rows = []
    for n, kind in enumerate(("C", "", "", "C")):
        customer = f"{run}-{n % 2}" if n else ""
        rows += [row(number=f"{kind}{run}-{n}", customer=customer)] * 2
    return table(*rows, row(number=f"{run}-1", price="0"), row(number=f"{run}-2", customer="x"))


def outcome(one):
    """What an import leaves behind, but for keys and times."""
    one.refresh_from_db()
    told = Entry.objects.filter(subject_id=one.pk).order_by("id").values_list("verb", flat=True)
    counted = (one.lines, one.taken, one.already, one.refused_count)
    return one.state, counted, one.position, one.documents, refusals(one), list(told)


def test_stopped_at_any_statement_it_goes_on_with_exact_counts():
    whole = sent(content("whole"))
    take_in(str(whole.pk), batch_lines=4)
    expected = outcome(whole)
    at = 0
    while True:
        documents, lines, customers = counts()
        one = sent(content(f"at {at}"))
        try:
            with connection.execute_wrapper(StopAt(at)):
                take_in(str(one.pk), batch_lines=4)
        except Interrupted:
            take_in(str(one.pk), batch_lines=4)
        else:
            break
        assert outcome(one) == expected, f"stopped at statement {at}"
        assert counts() == (documents + 4, lines + 8, customers + 2)
        at += 1
    assert at > 50
    assert expected[:2] == ("done", (10, 8, 0, 2))


def counts():
    return Document.objects.count(), Line.objects.count(), KnownCustomer.objects.count()


def test_what_is_dealt_with_is_kept_batch_by_batch():
    one = sent(content("seen"))

    with connection.execute_wrapper(StopAt(45)), pytest.raises(Interrupted):
        take_in(str(one.pk), batch_lines=4)

    one.refresh_from_db()
    assert (one.state, one.lines, one.dealt_with) == ("running", 10, 5)
    assert (one.percent, Line.objects.count()) == (50, 4)


def test_a_worker_that_was_overtaken_leaves_the_rest_to_the_other():
    one = sent(content("overtaken"))

    def overtake(execute, sql, params, many, context):
        if "FOR NO KEY UPDATE" in sql and "imports_import" in sql:
            Import.objects.filter(pk=one.pk, position=2).update(position=3)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(overtake), pytest.raises(LeaseLost):
        take_in(str(one.pk), batch_lines=4)

    assert Document.objects.count() == 2


def test_a_database_that_is_away_is_waited_for():
    one = sent(content("away"))

    with connection.execute_wrapper(once(OperationalError)):
        run_jobs("default")
    one.refresh_from_db()

    assert (one.state, one.failure) == ("queued", "")
    with public_room():
        job = Job.objects.get()
    assert (job.state, job.last_error_code) == ("ready", "OperationalError")


def test_a_mistake_of_ours_is_not_hidden_behind_a_bar_that_stands_still():
    one = sent(content("mistake"))

    with connection.execute_wrapper(once(Interrupted)):
        run_jobs("default")
    one.refresh_from_db()

    assert (one.state, one.failure) == ("failed", "our_mistake")
    assert one.dealt_with < one.lines or one.lines == 0


def test_an_import_that_every_worker_died_of_says_so():
    one = sent(content("deadly"))
    with public_room():
        Job.objects.update(attempts=20, state="running", lease_until="2026-01-01T00:00Z")

    run_jobs("default")
    one.refresh_from_db()

    assert (one.state, one.failure) == ("failed", "our_mistake")
    with public_room():
        assert Job.objects.get().last_error_code == "WorkersLost"


def once(error):
    """Fails the first statement that begins to count the file, and nothing else."""
    failed = []

    def wrapper(execute, sql, params, many, context):
        if "company_company" in sql and not failed:
            failed.append(sql)
            raise error
        return execute(sql, params, many, context)

    return wrapper
