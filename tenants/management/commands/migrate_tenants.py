"""`manage.py migrate_tenants`: every workspace to the head of the workspace apps; spares too."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.rooms import public_room
from tenants.workflows.migrate import Report, migrate_tenants
from tenants.workflows.migrate.behind import Behind
from tenants.workflows.migrate.one_room import Teller


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only tell who is behind; exit status 1 if any is"
        )
        parser.add_argument("--connections", type=int, help="over so many at once")

    def teller(self, options: dict[str, Any]) -> Teller:
        return self.stdout.write if options["verbosity"] > 0 else lambda line: None

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            return self._check()
        report = migrate_tenants(connections=options["connections"], tell=self.teller(options))
        self._tell(report, options)

    def _check(self) -> None:
        with public_room():
            behind = Behind()
        if behind.waiting:
            raise CommandError(f"{len(behind.waiting)} schemas are behind")

    def _tell(self, report: Report, options: dict[str, Any]) -> None:
        if report.done:
            self.teller(options)(f"{report.done} schemas migrated")
        if not report.is_good:
            raise CommandError(f"{len(report.failed)} failed, {len(report.stopped)} not tried")
