"""A job that looks at whose rows it finds. A worker finds it by this path."""

from __future__ import annotations

from django_tasks import task

from tests.isolation.marks import names

seen: list[tuple[str, set[str]]] = []  # whose job it was, and whose rows it saw


@task()
def look(slug: str) -> None:
    seen.append((slug, names()))
