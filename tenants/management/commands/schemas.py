"""`manage.py schemas`: how many schemas of each kind stand at which head, and what is wrong."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from tenants.heads import our_head
from tenants.models import Schema
from tenants.rooms import public_room
from tenants.workflows.schemas.sweep import Found, drop, look

WORDS = {
    "unknown": "schemas that no row tells of",
    "missing": "rows whose schema does not stand",
    "unclaimed": "schemas of tenants that are not there",
    "homeless": "tenants whose schema no row tells of",
    "stuck": "spare schemas that could not be migrated",
    "roles": "roles without a schema",
}


class Command(BaseCommand):
    """Status 1 where something is wrong. Needs the owner's login."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--drop",
            action="store_true",
            help="drop stuck spare schemas, and roles that have no schema; nothing else",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._count()
        found = look()
        self._tell(found)
        if options["drop"]:
            for name in drop(found):
                self.stdout.write(f"dropped {name}")
            found = look()
        if not found.is_good:
            sys.exit(1)

    def _count(self) -> None:
        with public_room():
            counted = Schema.objects.values("kind", "head").annotate(many=Count("pk"))
            rows = list(counted.order_by("kind", "head"))
        for row in rows:
            where = {our_head(): "at our head", "": "not built yet"}.get(row["head"], row["head"])
            self.stdout.write(f"{row['many']:>8}  {row['kind']:<9} {where}")

    def _tell(self, found: Found) -> None:
        for what, names in vars(found).items():
            if names:
                self.stdout.write(f"{len(names)} {WORDS[what]}: {' '.join(names)}")
