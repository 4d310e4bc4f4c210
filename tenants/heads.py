"""Heads: in which migrations a workspace's schema ends, written as one readable line.

    catalogue.0002_item_tax_code company.0001_initial ...

Two schemas with one head went through the same migrations of the workspace apps. Public apps are
left out: their releases leave the workspaces alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import cache

from django.apps import apps
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from tenants.router import is_workspace_app

Node = tuple[str, str]  # app label, name of a migration


@cache
def our_head() -> str:
    """What this code's own migrations end in. Read from the disk once a process; no query."""
    return head_of(our_migrations())


def head_of(applied: Iterable[Node]) -> str:
    """The migrations among these that no other one of them follows. None at all: an empty head.

    In the order in which they were applied: one that this code does not know came with newer code,
    unless one of its app that we know came after it; then a squash has replaced it long ago.
    """
    known = our_migrations()
    reached: dict[Node, None] = {}
    for node in filter(is_ours, applied):
        if node in known:
            reached = {each: None for each in reached if each in known or each[0] != node[0]}
        reached[node] = None
    followed = {parent for node in reached for parent in _parents().get(node, ())}
    return " ".join(sorted(f"{app}.{name}" for app, name in reached.keys() - followed))


def leaves_of(head: str) -> list[Node]:
    return [(app, name) for app, _, name in (leaf.partition(".") for leaf in head.split())]


def is_known(head: str) -> bool:
    """Whether this code has all that it ends in. If not: the schema is ahead of this code."""
    return all(leaf in our_migrations() for leaf in leaves_of(head))


def missing_from(head: str) -> set[Node]:
    """What of this code's migrations a schema with this head has not seen."""
    reached: set[Node] = set()
    left = leaves_of(head)
    while left:
        node = left.pop()
        if node not in reached:
            reached.add(node)
            left.extend(_parents().get(node, ()))
    missing = our_migrations().keys() - reached
    # A squash adds nothing to a schema that has all that it replaces.
    return {node for node in missing if not _is_replayed(node, missing)}


def _is_replayed(squash: Node, missing: Set[Node]) -> bool:
    replaced = our_migrations()[squash].replaces
    return bool(replaced) and not any(node in missing for node in replaced)


def is_ours(node: Node) -> bool:
    """Whether it is a migration of a workspace app that is installed."""
    return node[0] in apps.app_configs and is_workspace_app(node[0])


@cache
def our_migrations() -> dict[Node, Migration]:
    """The workspace apps' migrations as they stand on the disk, those that a squash replaces too."""
    on_disk = MigrationLoader(None).disk_migrations
    return {node: migration for node, migration in on_disk.items() if is_ours(node)}


def forget_heads() -> None:
    """The migrations on the disk are others now: in a test."""
    for remembered in (our_head, our_migrations, _parents):
        remembered.cache_clear()


@cache
def _parents() -> dict[Node, frozenset[Node]]:
    """What a migration follows within its app. A squash follows all that it replaces."""
    return {
        node: frozenset(
            parent
            for parent in [*migration.dependencies, *migration.replaces]
            if parent[0] == node[0] and parent in our_migrations()
        )
        for node, migration in our_migrations().items()
    }
