"""How much one process does at once, where nobody has said it."""

from __future__ import annotations

PLACES = 3  # for each password that is hashed: it, one that waits, one that is being answered


def hashes_at_once(*, cores: int, threads: int) -> int:
    """Half of the cores, so that who is signed in keeps the other half; and of the threads, which
    do not answer while somebody in them has a place: a crowd that fills all is never sent away."""
    return max(1, min(cores // 2, threads // 2 // PLACES))
