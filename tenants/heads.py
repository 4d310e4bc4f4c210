"""Heads: in which migrations a workspace's schema ends, written as one readable line.

    catalogue.0002_item_tax_code company.0001_initial ...

Two schemas with one head went through the same migrations of the workspace apps. Public apps are
left out: their releases leave the workspaces alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tenants.router import is_workspace_app

Node = tuple[str, str]  # app label, name of a migration


@cache
def our_head() -> str:
    """What this code's own migrations end in. Read from the disk once a process; no query."""
    return head_of(_parents())


def head_of(applied: Iterable[Node]) -> str:
    """The migrations among these that no other one of them follows. None at all: an empty head."""
    reached = {node for node in applied if is_ours(node)}
    followed = {parent for node in reached for parent in _parents().get(node, ())}
    return " ".join(sorted(f"{app}.{name}" for app, name in reached - followed))


def is_ours(node: Node) -> bool:
    """Whether it is a migration of a workspace app that is installed."""
    return node[0] in apps.app_configs and is_workspace_app(node[0])


@cache
def _parents() -> dict[Node, frozenset[Node]]:
    """Within an app: what a migration follows there."""
    graph = MigrationLoader(None).graph
    return {
        node: frozenset(parent.key for parent in found.parents if parent.key[0] == node[0])
        for node, found in graph.node_map.items()
        if is_ours(node)
    }
