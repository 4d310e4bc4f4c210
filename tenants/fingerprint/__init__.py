"""The fingerprint of a schema: all that the catalogs tell of it, but for its name.

Two schemas with one fingerprint behave alike and take the same migrations alike, which alter
things by their names. What stands in the tables is not part of it: see `contents_of`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from django.db import connection

from tenants.fingerprint.catalogs import CATALOGS, CONTENTS
from tenants.rooms import public_room

Facts = dict[str, str]  # an attribute -> its value
Fingerprint = dict[str, dict[str, Facts]]  # a kind of thing -> its name -> what is told of it

NAME = "THE_SCHEMA"
AT_ONCE = 50  # schemas a query
_IDS = "SELECT name::regnamespace::oid, name FROM unnest(%s::text[]) AS name"
# PostgreSQL writes `kind IN ('a')` on a varchar down in one way, and reads that as another, which
# it then keeps: a dump changes it once. Both mean the same, so both are told in the second way.
_LIST = re.compile(
    r"\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]"  # the first way
)
_ITEM = re.compile(r"('(?:[^']|'')*'::character varying)")


def fingerprint_of(schema: str) -> Fingerprint:
    """Of a schema that stands; nothing is sent to its tables."""
    [(_, fingerprint)] = fingerprints_of([schema])
    return fingerprint


def fingerprints_of(schemas: Sequence[str]) -> Iterator[tuple[str, Fingerprint]]:
    """Each name with its fingerprint, in this order. A few are asked for at once, and no more of
    them are held in memory. All must stand."""
    for start in range(0, len(schemas), AT_ONCE):
        yield from _together(schemas[start : start + AT_ONCE]).items()


def contents_of(schema: str) -> Fingerprint:
    """What stands in the tables, as counts and digests, and how far the sequences are. As the owner."""
    found: dict[str, Facts] = {}
    for kind, names in _told(schema, CONTENTS["what there is"]).items():
        for name in names["names"].split():
            found |= _told(schema, CONTENTS[kind].format(schema=schema, name=name))
    return {"contents of": found}


def digest_of(fingerprint: Fingerprint) -> str:
    return sha256(json.dumps(fingerprint, sort_keys=True).encode()).hexdigest()


def differences(one: Fingerprint, other: Fingerprint) -> list[str]:
    """In words, what the other has differently, lacks or has too much."""
    return [
        difference
        for kind in one
        for name in sorted(one[kind].keys() | other[kind].keys())
        for difference in _between(f"{kind} {name}", one[kind].get(name), other[kind].get(name))
    ]


def _between(what: str, one: Facts | None, other: Facts | None) -> Iterator[str]:
    if one is None:
        yield f"{what} is too much"
    elif other is None:
        yield f"{what} is missing"
    else:
        for fact in one:
            if one[fact] != other[fact]:
                yield f"{what}: {fact} is {other[fact]}, not {one[fact]}"


def _together(schemas: Sequence[str]) -> dict[str, Fingerprint]:
    told: dict[str, Fingerprint] = {name: {kind: {} for kind in CATALOGS} for name in schemas}
    with public_room(), connection.cursor() as cursor:
        cursor.execute(_IDS, [list(schemas)])
        names: dict[int, str] = dict(cursor.fetchall())
        for kind, query in CATALOGS.items():
            cursor.execute(query, {"schemas": list(names)})
            columns = [column.name for column in cursor.description[1:]]
            for schema, *row in cursor.fetchall():
                told[names[schema]][kind] |= _fact(columns, row, names[schema])
    return told


def _told(schema: str, query: str) -> dict[str, Facts]:
    with public_room(), connection.cursor() as cursor:
        cursor.execute(query, {"schema": schema})
        columns = [column.name for column in cursor.description]
        facts = [_fact(columns, row, schema) for row in cursor.fetchall()]
    return {name: told for fact in facts for name, told in fact.items()}


def _fact(columns: Sequence[str], row: Sequence[object], schema: str) -> dict[str, Facts]:
    """The first column names the thing."""
    name, *values = (_neutral(value, schema) for value in row)
    return {name: dict(zip(columns[1:], values, strict=True))}


def _neutral(value: object, schema: str) -> str:
    text = "-" if value is None else str(value)
    return _LIST.sub(_each_by_itself, text.replace(schema, NAME))


def _each_by_itself(found: re.Match[str]) -> str:
    return "ARRAY[" + _ITEM.sub(r"(\1)::text", found[1]) + "]"
