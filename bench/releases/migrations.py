"""What a release changes, and how it comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import migrations, models

Field = Any  # of Django's, which cannot be subscripted before it is set up
PACKAGE = "bench_releases"  # in the folder that stands on the path

_FILE = """\
from bench.releases.migrations import migration_of

Migration = migration_of({number})
"""


def come_out(folder: Path, number: int) -> None:
    """Put this release beside the earlier ones."""
    package = folder / PACKAGE
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    (package / f"{_name(number)}.py").write_text(_FILE.format(number=number))


def table_of(number: int) -> str:
    """The one that a release brings."""
    return f"releases_label{number}"


def migration_of(number: int) -> type[migrations.Migration]:
    """The first one makes a table; each later one gives it a column, and a table that refers to it."""
    found = {
        "initial": number == 1,
        "dependencies": [] if number == 1 else [("releases", _name(number - 1))],
        "operations": [_table("Note")] if number == 1 else _change(number),
    }
    return type("Migration", (migrations.Migration,), found)


def _change(number: int) -> list[migrations.operations.base.Operation]:
    column = models.CharField(max_length=40, default="", blank=True)
    note = models.ForeignKey("releases.note", models.CASCADE)
    return [
        migrations.AddField("note", f"colour_{number}", column),
        _table(f"Label{number}", ("note", note)),
    ]


def _table(name: str, *more: tuple[str, Field]) -> migrations.CreateModel:
    fields: list[tuple[str, Field]] = [
        ("id", models.UUIDField(primary_key=True, editable=False)),
        ("text", models.CharField(max_length=200)),
        ("at", models.DateTimeField(auto_now_add=True)),
        *more,
    ]
    return migrations.CreateModel(name, fields)


def _name(number: int) -> str:
    return f"{number:04d}_release"
