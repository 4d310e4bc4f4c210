from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django_tasks import task

from jobs.errors import LeaseLost
from workspace.imports.workflows.take_in import give_up, take_in


@task(atomic=False, max_attempts=20, on_dead=give_up)
def take_in_import(import_id: str) -> None:
    """Several transactions, so that the progress shows; goes on where a killed one stood.

    A database that is away is waited for. Whatever else goes wrong would go wrong again: the
    import says that it failed, instead of waiting for a repeat that cannot help. It says so too when
    every worker died of it.
    """
    try:
        take_in(import_id)
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except Exception:
        give_up(import_id)
        raise
