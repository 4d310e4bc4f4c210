"""A tenant with something in every table that we can fill, and its mark in every text of it."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import psycopg2
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from psycopg2 import sql

from tenants.models import Membership, Tenant
from tenants.rooms import public_room, workspace_of
from tenants.router import is_workspace_app
from tests import make
from users.models import ApiToken, Session

SHORTEST = 40  # a mark that was cut would not be known again


@dataclass
class Planted:
    tenant: Tenant
    mark: str
    kept: dict[str, list[str]] = field(default_factory=dict)  # kind of row → its ids
    marked: set[str] = field(default_factory=set)

    @property
    def ids(self) -> list[str]:
        return [key for keys in self.kept.values() for key in keys]

    @property
    def signs(self) -> tuple[str, ...]:
        """What betrays this tenant, wherever it is read."""
        return self.mark, self.tenant.name, self.tenant.slug, self.tenant.schema_name


def plant(tenant: Tenant, mark: str) -> Planted:
    """Rows of each kind, then the mark; the ids of all rows are known afterwards."""
    planted = Planted(tenant, mark)
    with workspace_of(tenant):
        party = make.party(email="buyer@example.com", note="note")
        make.item(code="BREAD")
        make.invoice(party=party, note="note")
        make.company(legal_name=mark)  # a PDF is kept as it was made, with its seller
        _issued(make.invoice(party=party, note="note")).credit(by=make.member(name="Clerk"))
        _issued(make.credit_note())
        make.payment(party=party)
    with public_room():
        keys = Membership.objects.filter(tenant=tenant)
        tokens = ApiToken.objects.of_tenant(tenant.pk)
        planted.kept["membership"] = [str(key.pk) for key in keys]
        planted.kept["token"] = [str(token.pk) for token in tokens]
    with closing(_owner()) as server, server.cursor() as cursor:
        for model in _models():
            _mark(cursor, planted, model)
            cursor.execute(_said("SELECT id FROM {}.{}", tenant, model))
            planted.kept[model._meta.model_name] = [str(key) for (key,) in cursor]
    return planted


def _issued(draft: Any) -> Any:
    draft.issue(by=draft.created_by)
    return draft


def _models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if is_workspace_app(model._meta.app_label) and model._meta.managed
    ]


def _mark(cursor: Any, planted: Planted, model: type[models.Model]) -> None:
    """As whoever owns the tables, past the triggers that keep issued documents as they are."""
    cursor.execute(_said("ALTER TABLE {}.{} DISABLE TRIGGER USER", planted.tenant, model))
    for each in model._meta.concrete_fields:
        if _is_text(each):
            text = sql.SQL("left(%s || ' ' || id::text, {})").format(
                sql.Literal(each.max_length or 1000)
            )
            _set(cursor, planted, model, each, text, [planted.mark])
        elif isinstance(each, models.JSONField):
            cursor.execute(_said("SELECT id, {} FROM {}.{}", planted.tenant, model, each))
            for key, value in cursor.fetchall():
                marked = json.dumps(_marked(value, planted.mark))
                _set(cursor, planted, model, each, sql.SQL("%s"), [marked], key)
    cursor.execute(_said("ALTER TABLE {}.{} ENABLE TRIGGER USER", planted.tenant, model))


def _is_text(each: Any) -> bool:
    """Free text: no code, no choice, nothing that is read again by a program."""
    free = isinstance(each, models.TextField) or type(each) in (models.CharField, models.EmailField)
    return free and not each.choices and (each.max_length or 1000) >= SHORTEST


def _marked(value: Any, mark: str) -> Any:
    if isinstance(value, dict):
        return {name: _marked(inner, mark) for name, inner in value.items()}
    if isinstance(value, list):
        return [_marked(inner, mark) for inner in value]
    return mark if isinstance(value, str) and len(value) > 3 else value


def _set(
    cursor: Any,
    planted: Planted,
    model: Any,
    each: Any,
    text: sql.Composable,
    values: list[str],
    key: Any = None,
) -> None:
    """What a constraint of the table refuses stays as it was."""
    said = sql.SQL("UPDATE {}.{} SET {} = {}").format(
        sql.Identifier(planted.tenant.schema_name),
        sql.Identifier(model._meta.db_table),
        sql.Identifier(each.column),
        text,
    )
    if key is not None:
        said, values = sql.SQL("{} WHERE id = %s").format(said), [*values, str(key)]
    try:
        cursor.execute(said, values)
    except psycopg2.Error:
        return
    if cursor.rowcount:
        planted.marked.add(f"{model._meta.db_table}.{each.column}")


def _said(text: str, tenant: Tenant, model: Any, each: Any = None) -> sql.Composable:
    names = [tenant.schema_name, model._meta.db_table]
    names = [each.column, *names] if each is not None else names
    return sql.SQL(text).format(*map(sql.Identifier, names))


def _owner() -> Any:
    own = settings.DATABASES["default"]
    server = psycopg2.connect(
        host=own["HOST"],
        port=own["PORT"],
        dbname=connection.settings_dict["NAME"],
        user=settings.DATABASE_OWNER,
        password=settings.DATABASE_OWNER_PASSWORD,
    )
    server.autocommit = True
    return server


def fingerprint(tenant: Tenant, *, public: bool = True) -> dict[str, str]:
    """A digest of each table of this tenant, and of what the public room keeps for it.

    Not of its sessions: whoever asks for a page, known or not, may be given one to sign in with.
    """
    found = {}
    with closing(_owner()) as server, server.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if is_workspace_app(model._meta.app_label):
                rows = _said("SELECT t FROM {}.{} t", tenant, model)
            elif model is Session:
                continue
            elif public and any(each.column == "tenant_id" for each in model._meta.concrete_fields):
                rows = sql.SQL("SELECT t FROM public.{} t WHERE tenant_id = {}").format(
                    sql.Identifier(table), sql.Literal(str(tenant.pk))
                )
            else:
                continue
            said = sql.SQL(
                "SELECT count(*) || md5(string_agg(t::text, '|' ORDER BY t::text)) FROM ({}) t"
            )
            cursor.execute(said.format(rows))
            found[table] = cursor.fetchone()[0]
    return found
