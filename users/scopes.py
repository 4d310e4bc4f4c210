"""What a token may be narrowed to: words, as they stand in `ApiToken.scopes`."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tenants.roles import AREAS
from users.errors import MoreThanYours
from users.models.api_token import EVERYTHING, READ_ALL

VERBS = (READ_ALL, EVERYTHING)


def scopes_of(areas: Iterable[str]) -> list[str]:
    """All that can be chosen, where there are these areas."""
    return [*VERBS, *(f"{area}:{verb}" for area in areas for verb in VERBS)]


def within(wanted: Iterable[str], held: Iterable[str]) -> bool:
    """Whether who holds these may give those."""
    given = set(held)
    return all(_holders(each) & given for each in wanted)


def refuse_more(wanted: str, held: str) -> None:
    """Nobody gives a token, or a role, that may what they may not do themselves. Both are words with
    spaces between. Raises MoreThanYours."""
    if not within(wanted.split(), held.split()):
        raise MoreThanYours


def _holders(scope: str) -> set[str]:
    """The scopes that hold this one."""
    area, _colon, verb = scope.rpartition(":")
    stronger = {verb, EVERYTHING}
    return stronger | ({f"{area}:{each}" for each in stronger} if area else set())


def in_words(scopes: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(scopes))


PROVIDER_AREA_NAMES = {
    "tenants": _("Workspaces"),
    "billing": _("Billing"),
    "letters": _("Letters"),
    "mail": _("Mail that came back"),
    "people": _("People"),
    "tokens": _("Programs"),
    "staff": _("Staff"),
}

_EVERYWHERE = {
    READ_ALL: _("may read everything"),
    EVERYTHING: _("may read and change everything"),
}
_SOMEWHERE = {
    READ_ALL: _("may read: %(areas)s"),
    EVERYTHING: _("may read and change: %(areas)s"),
}


def as_people_say(scopes: str, *, of_provider: bool = False) -> str:
    """What these scopes of a workspace's token, or of the provider's, allow: in the active language."""
    named = PROVIDER_AREA_NAMES if of_provider else {key: area.name for key, area in AREAS.items()}
    words = scopes.split()
    if everywhere := [str(said) for verb, said in _EVERYWHERE.items() if verb in words]:
        return everywhere[-1]  # the one that holds the other
    parts = {verb: [key for key in named if f"{key}:{verb}" in words] for verb in VERBS}
    said = [
        _SOMEWHERE[verb] % {"areas": ", ".join(str(named[key]) for key in keys)}
        for verb, keys in parts.items()
        if keys
    ]
    return "; ".join(said)
