"""Which gateways are away now: as our own tries have shown, without asking anybody.

A gateway that failed three times in a row is passed over, until two minutes after the first of
these. Then it is tried again. What a number or a message is at fault for does not count, or whoever
asks for a strange number could turn a gateway off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from post.gateways.sms.message import Fault, Outcome, Rejected, SmsGateway, Unknown
from post.models.tally import Counter, Held, Tally

IN_A_ROW, AWAY_FOR = 3, timedelta(minutes=2)


def failures_of(gateway: SmsGateway) -> Counter:
    return Counter("sms gateway failed", gateway.name, AWAY_FOR)


def are_all_away(gateways: Iterable[SmsGateway], many: Mapping[Counter, Held]) -> bool:
    return all(_is_away(each, many) for each in gateways)


def those_at_work_first(gateways: Sequence[SmsGateway]) -> list[SmsGateway]:
    """In their order. One query, where there is a choice at all. In the public room."""
    if len(gateways) == 1:
        return list(gateways)
    many = Tally.objects.add((), reading=map(failures_of, gateways))
    return sorted(gateways, key=lambda each: _is_away(each, many))


def remember(gateway: SmsGateway, outcome: Outcome) -> None:
    """After each try, in the public room."""
    if _is_its_own(outcome):
        Tally.objects.add([failures_of(gateway)])
    else:
        Tally.objects.forget(failures_of(gateway))


def _is_its_own(outcome: Outcome) -> bool:
    if isinstance(outcome, Rejected):
        return outcome.fault is Fault.LATER
    return isinstance(outcome, Unknown)


def _is_away(gateway: SmsGateway, many: Mapping[Counter, Held]) -> bool:
    return many[failures_of(gateway)].many >= IN_A_ROW
