from __future__ import annotations

from django_tasks import task

from jobs.current import current_job
from workspace.imports.workflows.take_in import give_up, take_in


@task(atomic=False, max_attempts=5)
def take_in_import(import_id: str) -> None:
    """Several transactions, so that the progress shows; goes on where a killed one stood."""
    try:
        take_in(import_id)
    except Exception:
        job = current_job()
        if job is None or not job.may_be_repeated:
            give_up(import_id)
        raise
