"""What stands, compared with what is written down: `--verify`. Slow on purpose: it asks everybody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db import connection

from tenants.fingerprint import differences, digest_of, fingerprint_of, fingerprints_of
from tenants.heads import head_of
from tenants.models import Schema
from tenants.rooms import as_owner, public_room

AT_ONCE = 200  # schemas a query
SOME = 3  # differences told of each


def verify() -> list[str]:
    """A line for each schema that is not what its row says, or not like the others at its head."""
    with as_owner(), public_room():
        written = dict(Schema.objects.exclude(head="").values_list("name", "head"))
        standing = _standing()
        lines = [f"{name}: it does not stand" for name in sorted(written.keys() - standing)]
        as_written: dict[str, list[str]] = defaultdict(list)
        for name, head in _heads(sorted(written.keys() & standing)):
            if head == written[name]:
                as_written[head].append(name)
            else:
                lines.append(f"{name}: written down {written[name]}, but there is {head}")
        template = Schema.objects.filter(kind=Schema.Kind.TEMPLATE).values_list("name", flat=True)
        for group in as_written.values():
            lines += _odd_ones(group, template.first())
    return lines


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
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(one.format(name) for name in some))
            for name, apps, labels in cursor.fetchall():
                yield name, head_of(zip(apps or (), labels or (), strict=True))


def _odd_ones(group: list[str], template: str | None) -> Iterator[str]:
    """Their catalogs are compared with the template's, or with what most of the group have."""
    digests = {name: digest_of(found) for name, found in fingerprints_of(group)}
    most, _ = Counter(digests.values()).most_common(1)[0]
    usual = digests.get(template or "", most)
    odd = [name for name in group if digests[name] != usual]
    if odd:
        like = fingerprint_of(next(name for name in group if digests[name] == usual))
        for name, fingerprint in fingerprints_of(odd):
            found = differences(like, fingerprint)
            more = f"; and {len(found) - SOME} more" if len(found) > SOME else ""
            yield f"{name}: unlike others at its head: {'; '.join(found[:SOME])}{more}"
