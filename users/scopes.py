"""What a token may be narrowed to: words, as they stand in `ApiToken.scopes`."""

from __future__ import annotations

from collections.abc import Iterable

from users.models.api_token import EVERYTHING, READ_ALL

VERBS = (READ_ALL, EVERYTHING)


def scopes_of(areas: Iterable[str]) -> list[str]:
    """All that can be chosen, where there are these areas."""
    return [*VERBS, *(f"{area}:{verb}" for area in areas for verb in VERBS)]


def within(wanted: Iterable[str], held: Iterable[str]) -> bool:
    """Whether who holds these may give those."""
    given = set(held)
    return all(_holders(each) & given for each in wanted)


def _holders(scope: str) -> set[str]:
    """The scopes that hold this one."""
    area, _, verb = scope.rpartition(":")
    stronger = {verb, EVERYTHING}
    return stronger | ({f"{area}:{each}" for each in stronger} if area else set())


def in_words(scopes: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(scopes))
