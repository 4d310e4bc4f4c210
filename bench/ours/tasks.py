"""What a worker is measured with: the queue's own work, and nothing else."""

from __future__ import annotations

from django_tasks import task


@task()
def nothing(number: int) -> None:
    pass
