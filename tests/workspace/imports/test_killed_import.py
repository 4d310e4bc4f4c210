"""kill -9 of a worker in the middle of an import: no line is lost, and none comes twice."""

import random
import shutil
import time
from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from config.settings import MEDIA_ROOT
from tenants.rooms import current_room
from tests.jobs.process import WorkerProcess, wait_for
from tests.workspace.imports.files import refusals, row, sent, table
from tests.workspace.imports.real import SALES, needs_real_sales
from workspace.imports.models import Import
from workspace.logbook.models import Entry
from workspace.parties.models import Party
from workspace.sales.models import Document, Line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker_files(settings, acme):
    """The worker is another process: it looks for files where its settings say."""
    settings.MEDIA_ROOT = MEDIA_ROOT
    yield
    shutil.rmtree(MEDIA_ROOT / acme.schema_name)


def many(documents, run="A", refused=5):
    rows = [
        row(number=f"{run}{n}", customer=str(n % 7 or ""))
        for n in range(documents)
        for _ in "12345"
    ]
    return table(*rows, *(row(number=f"{run}{n}", price="") for n in range(refused)))


def held_series():
    """Another session that holds what every batch waits for."""
    params = connection.get_connection_params()
    del params["cursor_factory"]
    session = psycopg2.connect(**params)
    with session.cursor() as cursor:
        cursor.execute(current_room().glue + "SELECT 1 FROM sales_series FOR UPDATE")
    return session


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def now(one):
    one.refresh_from_db()
    return one


def is_over(one):
    return now(one).is_over


def counts(one):
    return one.state, one.lines, one.taken, one.already, one.refused_count


def test_killed_in_the_middle_of_a_batch_it_goes_on_where_it_stood(in_acme, worker_files):
    one = sent(many(300))
    with WorkerProcess(lease=1) as first:
        wait_for(lambda: now(one).position)
        with closing(held_series()):
            wait_for(somebody_waits)
            first.kill()
    before = now(one)
    assert before.state == "running"
    assert before.lines > before.dealt_with == Line.objects.count() + before.refused_count

    with WorkerProcess(lease=5):
        wait_for(lambda: is_over(one))

    assert counts(now(one)) == ("done", 1505, 1500, 0, 5)
    assert (Document.objects.count(), Line.objects.count()) == (300, 1500)
    assert Entry.objects.filter(subject_id=one.pk, verb="taken in").count() == 1


@pytest.mark.drill
@needs_real_sales
def test_the_real_sales_survive_workers_that_are_killed_at_random(in_acme, worker_files):
    chance = random.Random(1)  # noqa: S311 - no secret
    one = sent(SALES.read_bytes())
    kills = 0
    while not is_over(one):
        stood = one.position
        with WorkerProcess(lease=1):
            wait_for(lambda: now(one).position > stood or one.is_over, seconds=60)  # noqa: B023
            time.sleep(chance.uniform(0, 0.3))
        kills += 1

    assert kills > 1
    assert counts(one) == ("done", 4886, 4874, 0, 12)
    assert (Document.objects.count(), Line.objects.count()) == (269, 4874)
    assert Party.objects.filter(name="Cash customer").count() == 1
    assert len(refusals(one)) == 12


@pytest.mark.drill
def test_two_imports_at_once_take_each_document_once(in_acme, worker_files):
    shared = many(200)
    first, second = sent(shared), sent(many(200, run="B") + shared.partition("\n")[2])
    with WorkerProcess(), WorkerProcess():
        wait_for(lambda: is_over(first) and is_over(second), seconds=60)

    assert first.taken + second.taken == Line.objects.count() == 2000
    assert first.already + second.already == 1000
    assert {one.state for one in Import.objects.all()} == {"done"}
    assert Document.objects.count() == 400
    assert Party.objects.count() == 7
