"""Which letters a font file can show: its table `cmap`, format 4 (OpenType 1.9)."""

from __future__ import annotations

import struct
from collections.abc import Iterator


def letters_of(font: bytes) -> frozenset[int]:
    """The code points of Unicode's first plane that have a glyph. ValueError for another format."""
    table = _table(font, b"cmap")
    for platform, offset in _records(font, table):
        (form,) = struct.unpack_from(">H", font, table + offset)
        if platform in (0, 3) and form == 4:
            return frozenset(_mapped(font, table + offset))
    raise ValueError("a font without a map of the first plane")


def _table(font: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for record in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * record)
        if tag == name:
            return int(offset)
    raise ValueError(f"a font without the table {name!r}")


def _records(font: bytes, table: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", font, table + 2)
    for record in range(count):
        platform, _, offset = struct.unpack_from(">HHL", font, table + 4 + 8 * record)
        yield platform, offset


def _mapped(font: bytes, at: int) -> Iterator[int]:
    """Segments of code points; each maps by a difference, or by a list of glyphs."""
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    count = doubled // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", font, at + place)
        for place in (14, 16 + doubled, 16 + 2 * doubled, 16 + 3 * doubled)
    )
    for segment in range(count):
        for code in range(starts[segment], ends[segment] + 1):
            glyph = code
            if offsets[segment]:
                place = at + 16 + 3 * doubled + 2 * segment + offsets[segment]
                (glyph,) = struct.unpack_from(">H", font, place + 2 * (code - starts[segment]))
            if glyph and (glyph + deltas[segment]) % 65536:
                yield code
