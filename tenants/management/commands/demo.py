"""`manage.py demo`: two workspaces with people and papers, to show or to try Kontor."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tenants.workflows.demonstrate import demonstrate


class Command(BaseCommand):
    """Safe to repeat: what an earlier run wrote to the file, and what still works, is kept."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--write", type=Path, required=True, help="keep the passwords and tokens in this file"
        )

    def handle(self, *args: Any, write: Path, **options: Any) -> None:
        _write(write, demonstrate(_known(write)))


def _known(file: Path) -> dict[str, Any]:
    try:
        known = json.loads(file.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(file: Path, facts: dict[str, Any]) -> None:
    """Whole or not at all, and from its first byte for nobody but us."""
    new = file.with_name(file.name + ".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(facts, out, indent=2, ensure_ascii=False)
        out.write("\n")
    new.replace(file)
