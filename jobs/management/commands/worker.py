"""`manage.py worker --queue default`: run jobs until asked to stop."""

from __future__ import annotations

from contextvars import Context
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django_tasks import default_task_backend

from jobs.schedules import Clock
from jobs.worker import Worker


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--queue",
            action="append",
            choices=sorted(default_task_backend.queues),
            help="which jobs to take; may be given several times, the first goes first",
        )
        parser.add_argument("--once", action="store_true", help="end when nothing is due")

        parser.add_argument(
            "--without-schedules", action="store_true", help="leave the clock to other workers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Commands start in the public room; a worker starts in none."""
        queues = options["queue"] or ["default"]
        by_itself = options["once"] or options["without_schedules"]
        worker = Worker(queues, clock=None if by_itself else Clock())
        Context().run(worker.run_all if options["once"] else worker.serve)
