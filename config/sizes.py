"""How much one process does at once, where nobody has said it."""

from __future__ import annotations

# Requests that are let in for each password that is hashed at once: that one's, one that waits,
# one that is being answered. Each keeps a thread.
PLACES = 3


def hashes_at_once(*, cores: int, threads: int) -> int:
    """Half of the cores, so that who is signed in keeps the other half. With its places at most half
    of the threads: where they fill all, none is left that sends the rest of a crowd away."""
    return max(1, min(cores // 2, threads // 2 // PLACES))
