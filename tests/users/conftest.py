from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable

import pytest
from django.db import connection

from tenants.rooms import public_room

_PACKED = re.compile(r"[A-Za-z0-9_.=+/-]{20,}")


@pytest.fixture
def text_of_public_room(db: None) -> Callable[[], str]:
    """Every row that the runtime may read in the public room as text, what is packed unpacked."""

    def read() -> str:
        with public_room(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind = 'r' AND has_table_privilege(oid, 'SELECT')"
            )
            text = ""
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                text += "\n".join(row[0] for row in cursor.fetchall())
        return text + "\n".join(_unpacked(found) for found in _PACKED.findall(text))

    return read


def _unpacked(text: str) -> str:
    """Django keeps a session as base64 of JSON, packed by zlib when that is shorter."""
    packed = text.split(":")[0]
    is_compressed = packed.startswith(".")
    try:
        raw = base64.urlsafe_b64decode(packed.lstrip(".") + "=" * (-len(packed.lstrip(".")) % 4))
        return (zlib.decompress(raw) if is_compressed else raw).decode(errors="replace")
    except (ValueError, zlib.error):
        return ""
