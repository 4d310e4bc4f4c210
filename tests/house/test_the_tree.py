"""The style of the house, held by tests: what may import what, who opens doors, what a table is."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "tenants", "users", "billing", "jobs", "post", "i18n", "identity", "workspace")


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders or ROOMS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(ROOT)), parsed(file)


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def names_in(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def who_names(*words: str, among: tuple[str, ...] = ROOMS) -> list[str]:
    return [path for path, tree in sources(*among) if names_in(tree) & set(words)]


def test_the_contracts_between_rooms_hold():
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_only_the_doors_set_a_room():
    assert who_names("_here") == ["tenants/rooms.py"]
    assert who_names("become") == ["tenants/rooms.py"]
    switches = who_names("set_tenant", "set_schema", "schema_context", "tenant_context")
    assert switches == ["tenants/backend/base.py"]  # where they are made to raise


def test_only_workflows_of_tenants_open_the_builders_door():
    users = [path for path in who_names("as_owner") if path != "tenants/rooms.py"]
    assert users
    assert all(path.startswith("tenants/workflows/") for path in users)


def test_nobody_yields_inside_a_door():
    doors = {"workspace_of", "public_room", "as_owner"}
    guilty = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        and any(names_in(item.context_expr) & doors for item in node.items)
        and any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(node))
    ]
    assert guilty == []


def test_nothing_is_kept_on_a_thread():
    assert who_names("threading_local", "local") == []


def test_a_workspace_has_no_content_types_permissions_or_admin():
    words = ("ContentType", "GenericForeignKey", "Permission", "ModelAdmin", "LogEntry")
    assert who_names(*words, among=("workspace",)) == []


def test_no_float_comes_near_money():
    guilty = [
        path
        for path, tree in sources("workspace", "billing", "i18n")
        if names_in(tree) & {"FloatField", "float"}
    ]
    assert guilty == []


def test_the_environment_is_read_in_one_place():
    readers = who_names("environ", "getenv")
    assert readers == ["config/env.py", "config/wsgi.py"]


def test_psycopg_3_cannot_be_imported():
    assert importlib.util.find_spec("psycopg") is None


def test_no_file_is_called_after_nothing():
    empty_words = {"utils", "helpers", "services", "common", "core", "misc"}
    assert [
        path for path, _ in sources() if set(Path(path).with_suffix("").parts) & empty_words
    ] == []


def test_no_migration_is_named_by_the_clock():
    names = [file.name for folder in ROOMS for file in (ROOT / folder).rglob("migrations/0*.py")]
    assert names
    assert [name for name in names if "auto" in name] == []


def test_no_locked_file_names_an_index():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index|--find-links", text)


def test_a_function_level_import_says_why():
    guilty = []
    for path, tree in sources():
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    if "#" not in lines[node.lineno - 1] and "#" not in lines[node.lineno - 2]:
                        guilty.append(f"{path}:{node.lineno}")
    assert guilty == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_for(room):
    assert ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text("utf-8")))
