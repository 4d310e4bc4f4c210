"""What a file can have that reading does not get over, and what one line can."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_QUOTE = 80


class Unreadable(Exception):
    """The whole file cannot be read. `code` names the sentence, `details` what stands in it."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class BadCell(Exception):
    """One cell makes its line impossible to take."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = value


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that is not taken: where it stands in the file (the header is line 1), and why."""

    line: int
    reason: str
    value: str = ""

    @property
    def quote(self) -> str:
        """A little of what stands there, for whoever looks for it."""
        return self.value if len(self.value) <= LONGEST_QUOTE else f"{self.value[:79]}…"
