"""Which lines of a draft a page shows to type in. The others stay as they are kept."""

from __future__ import annotations

from dataclasses import dataclass

from workspace.sales.models import Line

LINES_ON_A_PAGE = 100


@dataclass(frozen=True)
class Window:
    number: int
    pages: int
    before: list[Line]
    shown: list[Line]
    after: list[Line]

    @property
    def seen(self) -> str:
        """Another one, once somebody else has changed where this page's lines begin or end."""
        ends = [*self.shown[:1], *self.after[:1]]
        return ".".join(str(line.pk) for line in ends)

    @property
    def others(self) -> list[Line]:
        return [*self.before, *self.after]

    @property
    def first(self) -> int:
        return len(self.before) + 1

    @property
    def last(self) -> int:
        return len(self.before) + len(self.shown)

    def numbers(self) -> list[tuple[int, int, int]]:
        """Each page with its first and last line."""
        total = self.last + len(self.after)
        size = LINES_ON_A_PAGE
        return [
            (page, (page - 1) * size + 1, min(page * size, total))
            for page in range(1, self.pages + 1)
        ]


def window(lines: list[Line], page: str) -> Window:
    """The page of this number; the nearest if there is no such."""
    pages = max(1, -(-len(lines) // LINES_ON_A_PAGE))
    asked = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    number = min(max(asked, 1), pages)
    start, end = (number - 1) * LINES_ON_A_PAGE, number * LINES_ON_A_PAGE
    return Window(number, pages, lines[:start], lines[start:end], lines[end:])
