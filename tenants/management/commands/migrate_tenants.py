"""`manage.py migrate_tenants`: every workspace to the head of the workspace apps; spares too."""

from __future__ import annotations

from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from tenants.management.progress import Progress
from tenants.models import Schema, Tenant
from tenants.rooms import public_room
from tenants.workflows.migrate import Report, migrate_tenants
from tenants.workflows.migrate.behind import Behind
from tenants.workflows.migrate.plan import plan, table
from tenants.workflows.migrate.verify import verify


class Command(BaseCommand):
    """Safe to repeat; it goes on where it ended. Exit status 1: somebody is still behind."""

    help = __doc__ or ""
    # Those of addresses, templates and the like would take as long as all else together.
    requires_system_checks: Any = [Tags.models, "rooms"]

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--check", action="store_true", help="only tell who is behind: exit status 1 if any is")
        add("--plan", action="store_true", help="only print the SQL; change nothing")
        add("--verify", action="store_true", help="compare what stands with what is written down")
        add("--connections", type=int, help="work over so many at once")
        add("--only", metavar="SLUG", action="append", help="this workspace; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        only = None if options["only"] is None else _schemas(options["only"])
        if options["check"]:
            self.check_all(only)
        elif options["plan"]:
            self.tell_lines(plan(only))
        elif options["verify"]:
            self.verify_all()
        else:
            self.migrate_all(only, options)

    def check_all(self, only: list[str] | None) -> None:
        with public_room():
            behind = Behind(only)
        if behind.waiting:
            raise CommandError("\n".join(table(behind)))

    def verify_all(self) -> None:
        lines = verify()
        self.tell_lines(lines)
        if lines:
            raise CommandError(f"{len(lines)} schemas are not what is written down")

    def migrate_all(self, only: list[str] | None, options: dict[str, Any]) -> None:
        progress = Progress(self.stdout.write if options["verbosity"] > 0 else lambda line: None)
        with progress:
            report = migrate_tenants(
                only=only,
                connections=options["connections"],
                tell=progress.tell,
                ended=progress.ended,
            )
        self.tell_end(report)

    def tell_end(self, report: Report) -> None:
        if not report.is_good:
            raise CommandError(
                f"{report.done} migrated, {len(report.failed)} failed, "
                f"{len(report.stopped)} did not have their turn"
            )

    def tell_lines(self, lines: Any) -> None:
        for line in lines:
            self.stdout.write(line)


def _schemas(names: list[str]) -> list[str]:
    """A slug or a schema's name each; one that nobody has is a mistake."""
    with public_room():
        tenants = Tenant.objects.filter(Q(slug__in=names) | Q(schema_name__in=names))
        found = dict(tenants.values_list("slug", "schema_name"))
        spare = list(Schema.objects.filter(name__in=names).values_list("name", flat=True))
    known = {*found, *found.values(), *spare}
    if unknown := [name for name in names if name not in known]:
        raise CommandError(f"there is no workspace {', '.join(unknown)}")
    return [*found.values(), *spare]
