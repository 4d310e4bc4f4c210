"""`manage.py migrate`: the public room, then every workspace, each to the head of its own apps."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.migrations.autodetector import MigrationAutodetector

from tenants.workflows.migrate import migrate_everything


class Command(BaseCommand):
    """Stands in for Django's command, which knows one room only."""

    help = __doc__ or ""
    autodetector = MigrationAutodetector

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--public-only", action="store_true", help="leave the workspaces as they are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        def tell(line: str) -> None:
            if options["verbosity"] > 0:
                self.stdout.write(line)

        migrate_everything(tell=tell, workspaces=not options["public_only"])
