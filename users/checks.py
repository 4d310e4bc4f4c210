"""System check: a crowd at the sign-in leaves threads that send the rest of it away."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from config.sizes import PLACES


@register("passwords")
def a_crowd_leaves_a_thread(**kwargs: Any) -> list[CheckMessage]:
    hashes, threads = settings.HASHES_AT_ONCE, settings.SERVER_THREADS
    if 0 < PLACES * hashes < threads:
        return []
    told = f"KONTOR_HASHES_AT_ONCE={hashes} fills all of KONTOR_SERVER_THREADS={threads}"
    hint = f"Each takes {PLACES} threads: at least one of each, and one thread more."
    return [Error(told if hashes else "no password would ever be hashed", hint, id="users.E001")]
