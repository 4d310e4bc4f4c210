"""Plants a mark of its own in every text field of every table, and finds every mark again."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from psycopg2 import sql
from uuid_utils.compat import uuid7

from tenants.leaving import fate_of
from tenants.models import Membership, Tenant
from tenants.rooms import as_owner, public_room, workspace_of
from tenants.router import is_workspace_app
from users.models import Policy, User

SHORTEST = 10  # characters that a mark needs: countries and currencies are too short for one
Model = type[models.Model]
# What stays although it is planted beside a business: it says nothing of it.
STAYS = {"tenants.Tenant", "tenants.Erasure", "tenants.ErasureStep", "billing.Retirement"}


class Planter:
    """One row a table for one tenant; what a row refers to is planted before it."""

    def __init__(self, tenant: Tenant, user: User, membership: Membership) -> None:
        self.marks: dict[str, str] = {}  # mark -> where it was planted
        self.rows: dict[Model, models.Model] = {
            Tenant: tenant,
            User: user,
            Membership: membership,
        }

    def plant(self) -> None:
        with public_room():
            self.rows[Policy] = Policy.objects.current()  # published with the migrations
            for model in _models(workspace=False):
                self.row_of(model)
        with workspace_of(self.rows[Tenant]):  # type: ignore[arg-type]
            for model in _models(workspace=True):
                self.row_of(model)

    def row_of(self, model: Model) -> models.Model:
        if model not in self.rows:
            self.rows[model] = self._planted(model)
        return self.rows[model]

    def _planted(self, model: Model) -> models.Model:
        """A new row, or the one that the workspace began with."""
        values = {f.attname: v for f, v in self._values(model)}
        rows = model._base_manager.all()
        begun = rows.first() if is_workspace_app(model._meta.app_label) else None
        if begun is None:
            return model._base_manager.bulk_create([model(**values)])[0]
        values.pop(model._meta.pk.attname, None)  # type: ignore[union-attr]
        rows.filter(pk=begun.pk).update(**values)
        return begun

    def _values(self, model: Model) -> Iterator[tuple[Any, Any]]:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                yield field, self._other(model, field)
            elif not isinstance(field, models.AutoField):
                yield field, self._value(model, field)

    def _other(self, model: Model, field: Any) -> Any:
        other = field.related_model
        if other is model or (field.null and not self._leads_home(field)):
            return None
        return self.row_of(other).pk

    def _leads_home(self, field: Any) -> bool:
        return field.related_model in (Tenant, User, Membership) or not field.null

    def _value(self, model: Model, field: Any) -> Any:
        where = f"{model._meta.db_table}.{field.column}"
        match field:
            case models.CharField() | models.TextField():
                return self._text(where, field)
            case models.FileField():
                return self.mark(where)[: field.max_length]
            case models.JSONField():
                return {"said": self.mark(where)}
            case models.BinaryField():
                return self.mark(where).encode()
            case models.BooleanField():
                return False
            case models.DateTimeField():
                return timezone.now()
            case models.DateField():
                return date(2026, 1, 1)
            case models.DecimalField():
                return Decimal(1)
            case models.IntegerField():
                return 1
            case models.UUIDField():
                return uuid7()
            case models.DurationField():
                return None
        return None if field.null else ""

    def _text(self, where: str, field: Any) -> str:
        longest = field.max_length or 1000
        if longest < SHORTEST:
            return "" if field.blank else "X" * min(longest, 2)
        if field.model._meta.label in STAYS or _holds_nothing(field.model):
            return secrets.token_hex(4)
        mark = self.mark(where, longest)
        return f"{mark}@x.example" if isinstance(field, models.EmailField) else mark

    def mark(self, where: str, longest: int = 40) -> str:
        mark = ("k" + secrets.token_hex(12))[:longest]
        self.marks[mark] = where
        return mark


def _models(*, workspace: bool) -> list[Model]:
    """Those that go. What is kept says why in `tenants.leaving`."""
    every = apps.get_models(include_auto_created=True)
    wanted = [m for m in every if is_workspace_app(m._meta.app_label) == workspace]
    return [
        m
        for m in wanted
        if m._meta.managed and not (m._meta.proxy or _holds_nothing(m) or m._meta.label in STAYS)
    ]


def _holds_nothing(model: Model) -> bool:
    fate = fate_of(model)
    return bool(fate and fate.holds_nothing)


def let_anything_in(*tenants: Tenant) -> None:
    """A mark is no country and no state: the checks and triggers of this copy go before we plant."""
    schemas = ["public", *(tenant.schema_name for tenant in tenants)]
    with as_owner(), public_room(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT connamespace::regnamespace::text, conrelid::regclass::text, conname"
            " FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
            " AND connamespace::regnamespace::text = ANY(%s)",
            [schemas],
        )
        for schema, table, name in cursor.fetchall():
            _alter(cursor, schema, table, "DROP CONSTRAINT {}", name)
        cursor.execute(
            "SELECT nspname, relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind = 'r' AND nspname = ANY(%s) AND relname <> 'tenants_publicentry'",
            [schemas],
        )
        for schema, table in cursor.fetchall():
            _alter(cursor, schema, table, "DISABLE TRIGGER USER")


def _alter(cursor: Any, schema: str, table: str, what: str, *names: str) -> None:
    table = table.rsplit(".", 1)[-1].strip('"')
    names = tuple(map(sql.Identifier, names))  # type: ignore[assignment]
    place = sql.Identifier(schema, table)
    cursor.execute(sql.SQL("ALTER TABLE {} " + what).format(place, *names))


def everything_kept() -> str:
    """Each row, each file's name and each line of a file begins a line of its own."""
    return "\n".join([*_every_row(), *_every_file()])


def _every_row() -> Iterator[str]:
    """All that the database's own login can read, every table and catalog."""
    with as_owner(), public_room(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c"
            " WHERE (relkind IN ('r', 'm', 'p') OR relname IN ('pg_stats', 'pg_roles'))"
            " AND has_table_privilege(c.oid, 'SELECT') AND relpersistence <> 't'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT x::text FROM {table} AS x")
            yield from (f"{table} {row}" for (row,) in cursor.fetchall())


def _every_file() -> Iterator[str]:
    """Names and contents of all that is kept beside the database."""
    for folder in (settings.MEDIA_ROOT, settings.OUTBOX_DIR):
        for file in Path(folder).rglob("*"):
            yield file.name
            if file.is_file():
                yield file.read_bytes().decode("latin-1")
