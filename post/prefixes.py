"""How many of the codes that went to a prefix were typed in the end.

Who pumps is paid for the messages that arrive, and types no code; people do. So the budget of a
prefix grows with the codes that were typed, up to its cap (`post.workflows.allow`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from post.models.tally import Counter, Held, Tally
from tenants.rooms import public_room

DAY = timedelta(days=1)
# So many leave before any was typed: more people of one prefix than that seldom sign up in the same
# minutes. A quarter of what a prefix may get at the default of 2,000 a day.
AT_FIRST = 25
# Each code that was typed allows for five more: where one in five is typed, this is never felt. Of
# people's codes most are; of those of a flood none.
FOR_EACH_TYPED = 5
# And some at all times, so that a flood does not keep all strangers of a prefix out for a day.
AN_HOUR = 2


def of_prefix(number: str) -> Counter:
    """Of an E.164 number: the plus sign and six digits, which 10,000 to 100,000 numbers share."""
    return Counter("prefix a day", number[:7], DAY)


def earned(held: Held, *, now: datetime) -> int:
    """How many a prefix may have had by now."""
    hours = (now - held.since) // timedelta(hours=1)
    return AT_FIRST + FOR_EACH_TYPED * held.typed + AN_HOUR * hours


def was_used(number: str) -> None:
    """A code that was sent there was typed. After the transaction in which it was: no lock lasts."""
    with public_room():
        Tally.objects.type(of_prefix(number))
