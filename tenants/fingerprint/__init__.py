"""The fingerprint of a schema: all that the catalogs tell of it, but for its name.

Two schemas with one fingerprint behave alike and take the same migrations alike, which alter
things by their names. What stands in the tables is not part of it: see `contents_of`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256

from django.db import connection

from tenants.fingerprint.catalogs import CATALOGS, CONTENTS
from tenants.rooms import public_room

Facts = dict[str, str]  # an attribute -> its value
Fingerprint = dict[str, dict[str, Facts]]  # a kind of thing -> its name -> what is told of it

NAME = "THE_SCHEMA"
# PostgreSQL writes `kind IN ('a')` on a varchar down in one way, and reads that as another, which
# it then keeps: a dump changes it once. Both mean the same, so both are told in the second way.
_LIST = re.compile(
    r"\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]"  # the first way
)
_ITEM = re.compile(r"('(?:[^']|'')*'::character varying)")


def fingerprint_of(schema: str) -> Fingerprint:
    """Of a schema that stands, in the public room; nothing is sent to its tables."""
    return {kind: _told(schema, query) for kind, query in CATALOGS.items()}


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


def _told(schema: str, query: str) -> dict[str, Facts]:
    """The first column names the thing."""
    with public_room(), connection.cursor() as cursor:
        cursor.execute(query, {"schema": schema})
        facts = [column.name for column in cursor.description[1:]]
        rows = [[_neutral(value, schema) for value in row] for row in cursor.fetchall()]
    return {name: dict(zip(facts, values, strict=True)) for name, *values in rows}


def _neutral(value: object, schema: str) -> str:
    text = "-" if value is None else str(value)
    return _LIST.sub(_each_by_itself, text.replace(schema, NAME))


def _each_by_itself(found: re.Match[str]) -> str:
    return "ARRAY[" + _ITEM.sub(r"(\1)::text", found[1]) + "]"
