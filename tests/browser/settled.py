"""What was changed in one process, asked of another: a moment may lie between them."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.browser.kontor import PATIENCE

LASTING = (
    1.0  # seconds: no process believes for so long what it remembers of a host (decision 0019)
)


def settled(ask: Callable[[], object], wanted: object) -> None:
    """Wait until this is answered, and nothing else for a second: then every process knows."""
    deadline = time.monotonic() + PATIENCE
    since = time.monotonic()
    while time.monotonic() - since < LASTING:
        told = ask()
        if told != wanted:
            since = time.monotonic()
            assert since < deadline, f"still {told!r}, not {wanted!r}"
        time.sleep(0.1)
