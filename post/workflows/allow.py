"""What may be asked to be sent by SMS, before anybody makes it: pumping costs us, not the asker."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import NoReturn

import phonenumbers
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from phonenumbers import PhoneNumberType

from post import prefixes
from post.errors import GatewaysAway, NoTexts, NumberRefused, TooManyTexts
from post.gateways.sms import health
from post.gateways.sms.choice import gateways_for
from post.models import Counter, Tally
from post.models.tally import Held
from tenants.rooms import public_room

log = logging.getLogger(__name__)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
# Whose budget it is: of the asker, who waits an hour; or of us all, who wait for tomorrow.
_OF_THE_ASKER = {"number an hour", "number a day", "address an hour", "network an hour"}


@dataclass(frozen=True, slots=True)
class Budget(Counter):
    """At most so many."""

    most: int


def allow_text(to: str, *, asked_from: str = "", by_owner: bool = False) -> None:
    """Ask for each SMS that somebody causes, in the request: one is counted, or none and it is refused.

    `to` is E.164; `asked_from` the IP address of who asks, where there is one. `by_owner`: whose
    number it is asks, and what strangers have caused there does not keep it from them. Raises NumberRefused,
    TooManyTexts or NoTexts. Call it before a transaction whose rollback would take the count back.
    """
    gateways = gateways_for(demand_served(to))
    budgets = list(_budgets(to, asked_from, by_owner))
    with public_room(), transaction.atomic():  # whose rollback leaves nothing counted
        many = Tally.objects.add(budgets, reading=map(health.failures_of, gateways))
        if health.are_all_away(gateways, many):
            raise GatewaysAway
        for budget in budgets:
            if many[budget].many > budget.most:
                _refuse(budget)
        if not by_owner:  # whose number has been proven by a code that was typed
            _demand_that_codes_are_typed(to, many[_of_the_prefix(to)])


def demand_served(to: str) -> str:
    """A mobile phone of a country that we serve, which is told; no premium or internet number."""
    try:
        number = phonenumbers.parse(to)
    except phonenumbers.NumberParseException:
        raise NumberRefused from None
    country = phonenumbers.region_code_for_number(number)
    if country is None or country not in settings.SMS_COUNTRIES:
        raise NumberRefused
    if phonenumbers.number_type(number) not in _MOBILE:
        raise NumberRefused
    return country


def demand_money_left() -> None:
    """Before one leaves, whoever caused it: no fault of ours spends more than twice the day's budget."""
    budget = Budget("left a day", "", DAY, settings.SMS_A_DAY * 2)
    with public_room(), transaction.atomic():
        if Tally.objects.add([budget])[budget].many > budget.most:
            log.error("SMS: twice the day's budget has left; nothing more leaves")
            raise NoTexts


def _demand_that_codes_are_typed(to: str, held: Held) -> None:
    """A prefix names nobody: that of the log has 10,000 numbers or more."""
    if held.many > prefixes.earned(held, now=timezone.now()):
        told = (to[:7], held.many - 1, held.typed)
        log.warning(
            "SMS: numbers %s… got %s codes, of which %s were typed; few more go there", *told
        )
        raise TooManyTexts


def _refuse(exhausted: Budget) -> NoReturn:
    if exhausted.what in _OF_THE_ASKER:
        raise TooManyTexts
    log.warning("SMS: the budget of a %s is used up", exhausted.what)
    raise NoTexts


def _budgets(to: str, asked_from: str, by_owner: bool) -> Iterator[Budget]:
    """The narrow ones first: their rows are locked in this order."""
    total = settings.SMS_A_DAY
    whose = f"{to} by its owner" if by_owner else to
    yield Budget("number an hour", whose, HOUR, 3)
    yield Budget("number a day", whose, DAY, 6)
    if not by_owner:  # an office has one address for all of its people, who are known
        yield from _of_an_address(asked_from)
    yield _of_the_prefix(to, by_owner)
    dial_code = str(phonenumbers.parse(to).country_code)
    yield Budget("country a day", dial_code, DAY, max(total * 3 // 4, 1))
    yield Budget("day", "", DAY, total)


def _of_the_prefix(to: str, by_owner: bool = False) -> Budget:
    """Owners are counted in it, and held by no less than the whole day: what strangers caused there
    does not keep them out, and each number has a budget of its own."""
    counter, total = prefixes.of_prefix(to), settings.SMS_A_DAY
    most = total if by_owner else max(total // 20, 1)
    return Budget(counter.what, counter.whose, counter.per, most)


def _of_an_address(asked_from: str) -> Iterator[Budget]:
    """An IPv6 address is a /64: whoever has one has them all."""
    try:
        address = ip_address(asked_from)
    except ValueError:
        return
    one, many = (32, 24) if address.version == 4 else (64, 48)
    yield Budget("address an hour", str(ip_network((address, one), strict=False)), HOUR, 5)
    yield Budget("network an hour", str(ip_network((address, many), strict=False)), HOUR, 20)
