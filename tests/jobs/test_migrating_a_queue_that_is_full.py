"""The queue's own migrations, back and forth, while jobs wait in it: none is lost or doubled."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jobs.models import Job
from tenants.models import PublicEntry
from tenants.rooms import as_owner, public_room
from tests.jobs import tasks
from tests.jobs_run import run_jobs

BEFORE = ("jobs", "0003_jobs_are_held")


def migrate(*targets):
    with as_owner(), public_room():
        executor = MigrationExecutor(connection)
        executor.migrate(targets or executor.loader.graph.leaf_nodes("jobs"))


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_what_was_enqueued_before_runs_after():
    tasks.append.enqueue("new")
    migrate(BEFORE)
    with as_owner(), public_room(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_job (id, task, args, queue, priority, state, attempts, max_attempts,"
            " worker, last_error_code, run_after) SELECT gen_random_uuid(),"
            " 'tests.jobs.tasks.append', jsonb_build_object('args', jsonb_build_array(subject),"
            " 'kwargs', '{}'::jsonb), 'default', 0, state, 0, 10, '', '', now() + later::interval"
            " FROM (VALUES ('old', 'ready', '0'), ('later', 'ready', '1 hour'),"
            " ('held', 'held', '0'), ('done', 'done', '0')) one (subject, state, later)"
        )
    migrate()

    assert run_jobs() == 2
    with public_room():
        lines = PublicEntry.objects.filter(verb="appended").values_list("subject", flat=True)
        assert sorted(lines) == ["new", "old"]
        assert sorted(Job.objects.values_list("state", flat=True)) == [
            *("done", "done", "done", "held", "ready")
        ]
