"""What stands, compared with what is written down: `--verify`. Slow on purpose: it asks everybody."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from tenants.heads import head_of
from tenants.models import Schema
from tenants.rooms import as_owner, public_room

AT_ONCE = 200  # schemas a query


def verify() -> Iterator[str]:
    """A line for each schema that is not what its row says."""
    with as_owner(), public_room():
        written = dict(Schema.objects.exclude(head="").values_list("name", "head"))
        standing = _standing()
        for name in sorted(written.keys() - standing):
            yield f"{name}: it does not stand"
        names = sorted(written.keys() & standing)
        for start in range(0, len(names), AT_ONCE):
            for name, head in _heads(names[start : start + AT_ONCE]):
                if head != written[name]:
                    yield f"{name}: written down {written[name]}, but there is {head}"


def _standing() -> set[str]:
    """The schemas that have a record of migrations."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'django_migrations'")
        return {name for (name,) in cursor.fetchall()}


def _heads(names: list[str]) -> Iterator[tuple[str, str]]:
    one = (
        "SELECT '{0}', array_agg(app ORDER BY id), array_agg(name ORDER BY id)"
        ' FROM "{0}".django_migrations'
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(name) for name in names))
        for name, apps, labels in cursor.fetchall():
            yield name, head_of(zip(apps or (), labels or (), strict=True))
