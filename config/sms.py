"""Where SMS are handed over: up to two addresses, checked before anything is sent there.

`smsc+https://LOGIN@smsc.kz?for=KZ` serves numbers of Kazakhstan only; an address without `for` serves
all countries. The next one is asked where the first does not serve or cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl

from config.env import BadEnvironment
from config.mail import is_local

SCHEMES = ("off", "outbox", "twilio+https", "twilio+http", "smsc+https", "smsc+http")
VARIABLES = ("KONTOR_SMS", "KONTOR_SMS_NEXT")  # what the names of each one's settings begin with
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Gateway:
    """One of them. `countries` are those that it serves; all, where it names none."""

    url: SplitResult
    password: str = field(default="", repr=False)
    sender: str = ""
    countries: frozenset[str] = frozenset()

    def serves(self, country: str) -> bool:
        return not self.countries or country in self.countries


def gateways(*given: tuple[SplitResult, str, str], countries: Iterable[str]) -> tuple[Gateway, ...]:
    """Of address, password and sender each, in the order in which they are asked. `off:` is none.

    Each of our `countries` has one, or SMS are off altogether.
    """
    chosen = tuple(
        Gateway(checked(url, password=password, of=of), password, sender, _countries(url, of))
        for of, (url, password, sender) in zip(VARIABLES, given, strict=False)  # or the first only
        if url.scheme != "off"
    )
    left = sorted(each for each in countries if not any(one.serves(each) for one in chosen))
    if chosen and left:
        raise BadEnvironment(f"KONTOR_SMS_COUNTRIES: no gateway serves {', '.join(left)}")
    return chosen


def checked(url: SplitResult, *, password: str, of: str = VARIABLES[0]) -> SplitResult:
    """A company is asked over TLS (only one on this very machine without), by name and password.

    What is refused names the settings that are at fault: those that begin with `of`.
    """
    if "+" not in url.scheme:
        return url
    if url.password is not None:
        raise BadEnvironment(f"a password stands in {of}_PASSWORD, not in {of}_URL")
    if not (url.hostname and url.username and password):
        raise BadEnvironment(f"{of}_URL names an account and a host; {of}_PASSWORD is set")
    if url.scheme.endswith("+http") and not is_local(url.hostname):
        raise BadEnvironment(f"{of}_URL: SMS are handed over in TLS")
    return url


def _countries(url: SplitResult, of: str) -> frozenset[str]:
    said = dict(parse_qsl(url.query, keep_blank_values=True))
    if not url.query:
        return frozenset()
    found = said.get("for", "").split(",")
    if set(said) != {"for"} or not all(_COUNTRY.fullmatch(each) for each in found):
        raise BadEnvironment(f"{of}_URL says only `?for=KZ` or `?for=KZ,LV` behind its host")
    return frozenset(found)
