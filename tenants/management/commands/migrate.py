"""`manage.py migrate`: the public room, then every workspace, each to the head of its own apps."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.migrations.autodetector import MigrationAutodetector

from tenants.management.commands.migrate_tenants import Command as MigrateTenants
from tenants.workflows.migrate import migrate_public


class Command(MigrateTenants):
    """Stands in for Django's command, which knows one room only."""

    help = __doc__ or ""
    autodetector = MigrationAutodetector
    requires_system_checks = "__all__"  # as Django's

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--public-only", action="store_true", help="leave the workspaces as they are"
        )
        parser.add_argument("--connections", type=int, help="work over so many at once")

    def handle(self, *args: Any, **options: Any) -> None:
        loud = options["verbosity"] > 0
        migrate_public(tell=self.stdout.write if loud else lambda line: None)
        if not options["public_only"]:
            self.migrate_all(None, options)
