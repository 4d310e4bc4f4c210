"""What a browser calls itself, as a person calls it: "Firefox on Windows"."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _
from ua_parser import parse


def software_of(user_agent: str) -> str:
    return in_words(*families_of(user_agent))


def in_words(browser: str, system: str) -> str:
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("an unknown browser")


@lru_cache(maxsize=500)  # a few hundred expressions are tried for each
def families_of(user_agent: str) -> tuple[str, str]:
    """Of the browser and of the system, without their versions; "" what is not known."""
    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    return browser, system
