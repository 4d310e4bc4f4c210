"""Who is behind: answered by the rows that tell each schema's head, and where they tell nothing,
by the schema itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from tenants.heads import head_of, is_known, our_head
from tenants.models import Schema, Tenant
from tenants.rooms import public_room
from tenants.workflows.schemas.alone import is_nobody_elses

_GOING = ("requested", "erasing", "erased")
_FIRST = [Schema.Kind.TEMPLATE, Schema.Kind.SPARE, Schema.Kind.TENANT]
_LIVED_IN = ("open", "suspended", "closed")


class Behind:
    """Schemas that are not at our head, by one query; sorted by what is to be done with them."""

    def __init__(self, only: Iterable[str] | None = None) -> None:
        rows = Schema.objects.behind(our_head()).exclude(_with_tenant(*_GOING))
        rows = rows.annotate(lived_in=_with_tenant(*_LIVED_IN))
        if only is not None:
            rows = rows.filter(name__in=only)
        self.all = list(rows.order_by("made_at"))

    @property
    def known(self) -> list[Schema]:
        """To be migrated: this code knows where they are."""
        return [each for each in self.all if each.head and is_known(each.head)]

    @property
    def ahead(self) -> list[Schema]:
        """A newer release was there. They are none of our business."""
        return [each for each in self.all if each.head and not is_known(each.head)]

    @property
    def untold(self) -> list[Schema]:
        """Not built yet, or built before heads were written down."""
        return [each for each in self.all if not each.head]

    @property
    def waiting(self) -> list[Schema]:
        """What `--check` counts: an untold one only if people live in it, else it is being built."""
        lived_in = [each for each in self.untold if each.lived_in]  # type: ignore[attr-defined]
        return [*self.known, *lived_in]


def groups_of(schemas: Iterable[Schema]) -> list[list[Schema]]:
    """By head; in each group those who go first stand first: the template, then what nobody works
    in, then the oldest; and one that failed before comes last."""
    groups: dict[str, list[Schema]] = defaultdict(list)
    for schema in schemas:
        groups[schema.head].append(schema)
    return [sorted(group, key=_turn) for group in groups.values()]


def _turn(schema: Schema) -> tuple[bool, int, datetime]:
    return (schema.failed_at is not None, _FIRST.index(Schema.Kind(schema.kind)), schema.made_at)


def _with_tenant(*states: str) -> Exists:
    return Exists(Tenant.objects.filter(schema_name=OuterRef("name"), state__in=states))


def read_head(schema: Schema) -> str:
    """Write down the head that its own record of migrations tells, unless somebody builds it now.

    Answers it; empty: there is nothing yet. Needs the owner's door to be open.
    """
    with public_room(), transaction.atomic(), connection.cursor() as cursor:
        is_free = is_nobody_elses(schema.name)
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{schema.name}.django_migrations"])
        if not is_free or cursor.fetchone() != (True,):
            return ""
        name = schema.room.schema
        cursor.execute(f'SELECT app, name FROM "{name}".django_migrations ORDER BY id')
        head = head_of(cursor.fetchall())
        Schema.objects.filter(name=schema.name).update(head=head)
    return head
