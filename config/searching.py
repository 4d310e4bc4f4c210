"""What is typed into a search, cut to what is worth looking for."""

from __future__ import annotations

LONGEST = 200
MOST_WORDS = 10


def words_of(typed: str) -> list[str]:
    """Each word looks through every row: beyond these many they would only cost time."""
    return typed[:LONGEST].split()[:MOST_WORDS]
