"""What may be asked to be sent by SMS, before anybody makes it: pumping costs us, not the asker."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address, ip_network

import phonenumbers
from django.conf import settings
from phonenumbers import PhoneNumberType

from post.errors import NoTexts, NumberRefused, TooManyTexts
from post.gateways.sms.choice import sms_gateway
from post.models import Budget, Tally
from tenants.rooms import public_room

log = logging.getLogger(__name__)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
# Whose budget it is: of the asker, who waits an hour; or of us all, who wait for tomorrow.
_OF_THE_ASKER = {"number an hour", "number a day", "address an hour", "network an hour"}


def allow_text(to: str, *, asked_from: str = "", by_owner: bool = False) -> None:
    """Ask for each SMS that somebody causes, in the request: one is counted, or none and it is refused.

    `to` is E.164; `asked_from` the IP address of who asks, where there is one. `by_owner`: whose
    number it is asks, and what strangers have caused there does not keep it from them. Raises NumberRefused,
    TooManyTexts or NoTexts. Call it before a transaction whose rollback would take the count back.
    """
    sms_gateway()
    demand_served(to)
    with public_room():
        exhausted = Tally.objects.take(list(_budgets(to, asked_from, by_owner)))
    if exhausted is None:
        return
    if exhausted.what in _OF_THE_ASKER:
        raise TooManyTexts
    log.warning("SMS: the budget of a %s is used up", exhausted.what)
    raise NoTexts


def demand_served(to: str) -> None:
    """A mobile phone of a country that we serve; no premium, shared-cost or internet number."""
    try:
        number = phonenumbers.parse(to)
    except phonenumbers.NumberParseException:
        raise NumberRefused from None
    if phonenumbers.region_code_for_number(number) not in settings.SMS_COUNTRIES:
        raise NumberRefused
    if phonenumbers.number_type(number) not in _MOBILE:
        raise NumberRefused


def demand_money_left() -> None:
    """Before one leaves, whoever caused it: no fault of ours spends more than twice the day's budget."""
    most = settings.SMS_A_DAY * 2
    with public_room():
        exhausted = Tally.objects.take([Budget("left a day", "", most, DAY)])
    if exhausted is not None:
        log.error("SMS: twice the day's budget has left; nothing more leaves")
        raise NoTexts


def _budgets(to: str, asked_from: str, by_owner: bool) -> Iterator[Budget]:
    """The narrow ones first: their rows are locked in this order."""
    total = settings.SMS_A_DAY
    whose = f"{to} by its owner" if by_owner else to
    yield Budget("number an hour", whose, 3, HOUR)
    yield Budget("number a day", whose, 6, DAY)
    if not by_owner:  # an office has one address for all of its people, who are known
        yield from _of_an_address(asked_from)
    yield Budget("prefix a day", to[:7], max(total // 20, 1), DAY)  # + and six digits
    dial_code = str(phonenumbers.parse(to).country_code)
    yield Budget("country a day", dial_code, max(total * 3 // 4, 1), DAY)
    yield Budget("day", "", total, DAY)


def _of_an_address(asked_from: str) -> Iterator[Budget]:
    """An IPv6 address is a /64: whoever has one has them all."""
    try:
        address = ip_address(asked_from)
    except ValueError:
        return
    one, many = (32, 24) if address.version == 4 else (64, 48)
    yield Budget("address an hour", str(ip_network((address, one), strict=False)), 5, HOUR)
    yield Budget("network an hour", str(ip_network((address, many), strict=False)), 20, HOUR)
