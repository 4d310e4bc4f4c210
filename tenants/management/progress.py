"""How far a long run is: a bar on a terminal, a line now and then for a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, Self

from tqdm import tqdm

PAUSE = 5.0  # seconds between two lines of a log


class Progress:
    """Rate and time left are of what has ended so far; nothing is shown before the first end."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._done, self._began, self._said = 0, time.monotonic(), time.monotonic()
        self._bar: tqdm[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()
        elif self._done:
            self._say(self._line(self._done))

    def tell(self, line: str) -> None:
        if self._bar is not None:
            self._bar.clear()
        self._say(line)

    def ended(self, of: int) -> None:
        """One more, of so many."""
        self._done += 1
        if sys.stderr.isatty():
            self._bar = self._bar or tqdm(unit=" schemas", dynamic_ncols=True)
            self._bar.total = of
            self._bar.update()
        elif time.monotonic() - self._said > PAUSE:
            self._said = time.monotonic()
            self._say(self._line(of))

    def _line(self, of: int) -> str:
        rate = self._done / max(time.monotonic() - self._began, 0.001)
        left = round((of - self._done) / rate)
        return f"  {self._done} of {of} schemas, {rate:.0f} a second, {left} s left"
