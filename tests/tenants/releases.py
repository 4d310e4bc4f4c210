"""Releases of the future: more migrations for one workspace app, written to the disk by a test."""

from __future__ import annotations

import importlib
import sys
from itertools import count
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from django.apps import apps
from django.test import override_settings

from tenants.heads import forget_heads, our_head
from tenants.models import Schema
from tenants.rooms import as_owner, public_room, workspace_of

APP, LAST = "logbook", "0002_lines_are_only_added"
_number = count(1)

HEADER = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations import *
from django.db.models import *


class Migration(migrations.Migration):
    dependencies = [("{app}", "{after}")]
"""
THINGS = """
    operations = [
        CreateModel("Thing", [("id", UUIDField(primary_key=True)), ("size", IntegerField())])
    ]
"""
COLOUR = """
    operations = [AddField("thing", "colour", CharField(max_length=9, default="red"))]
"""


class Releases:
    """`release(name, body)` adds a migration after the last one, and this process has it then."""

    def __init__(self, folder: Path) -> None:
        self.package = f"releases_{next(_number)}"
        self.folder = folder / self.package
        self.folder.mkdir()
        own = Path(apps.get_app_config(APP).path) / "migrations"
        (self.folder / "__init__.py").write_text(f"__path__.append({str(own)!r})\n")
        self.last = LAST
        self.settings = override_settings(MIGRATION_MODULES={APP: self.package})
        sys.path.insert(0, str(folder))
        self.settings.enable()
        forget_heads()

    def release(self, name: str, body: str, after: str | None = None, more: str = "") -> str:
        header = HEADER.format(app=APP, after=after or self.last)
        text = header.replace("\n\nclass", f"\n{dedent(more)}\n\nclass")
        self.write(name, text + indent(dedent(body), "    "))
        self.last = name
        return our_head()

    def write(self, name: str, text: str) -> None:
        (self.folder / f"{name}.py").write_text(text)
        self.read()

    def take_back(self, *names: str) -> None:
        """As an older process sees it."""
        for name in names:
            (self.folder / f"{name}.py").unlink()
        self.read()

    def read(self) -> None:
        for module in [each for each in sys.modules if each.startswith(self.package)]:
            del sys.modules[module]
        importlib.invalidate_caches()
        forget_heads()

    def module(self, name: str) -> Any:
        """The one that was used: it holds what its functions noted."""
        return sys.modules[f"{self.package}.{name}"]

    def end(self) -> None:
        self.settings.disable()
        sys.path.remove(str(self.folder.parent))
        forget_heads()


def known(tenant: Any) -> Schema:
    """The row of its schema, as it stands now."""
    with public_room():
        return Schema.objects.get(name=tenant.schema_name)


def heads() -> list[str]:
    with public_room():
        return list(Schema.objects.order_by("name").values_list("head", flat=True))


def ask(tenant: Any, sql: str) -> list[tuple[Any, ...]]:
    """What the owner reads in this workspace."""
    from django.db import connection

    with as_owner(), workspace_of(tenant), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []
