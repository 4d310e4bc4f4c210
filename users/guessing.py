"""One count of wrong guesses for each person, whatever is guessed: password, code, codes of factors.

Ten in an hour. Starting again, another browser, another process change nothing about it, and an
address that nobody has is counted in the same way. A passkey cannot be guessed: it still opens.

Beside it a budget of a day for each network: who tries one leaked password after another, slowly, at
a hundred people's addresses is wrong nearly always. An office behind one address is not: what is
right is given back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from users.errors import TooBusy, TooManyFromHere, TooManyTries
from users.models import Attempts, User

MOST_AN_HOUR = 10
MOST_A_DAY_AND_NETWORK = 300
DAY = timedelta(days=1)
_LOCKED = _("Too many wrong tries. Wait an hour, then try again. A passkey still lets you in.")


@dataclass
class Guess:
    """One try. Whoever compares says that it was right; whoever forgets to has counted it as wrong."""

    right: bool = False


def whose(user: User | None, address: str = "") -> str:
    return f"user:{user.pk}" if user else f"address:{address.strip().lower()}"


@contextmanager
def guess(guessed: str, *, at: str = "") -> Iterator[Guess]:
    """Around the comparing, which happens in here only. Raises TooManyTries: then it does not.

    It is counted before, and given back if it was right, or if nobody had the time to look
    (TooBusy): otherwise a crowd at the door would lock out whoever tries again. A count that a
    rollback could take back would be none: inside of a transaction this raises RuntimeError.
    `at` is the network of who is not signed in yet: all of it shares the budget of a day.
    """
    with transaction.atomic(durable=True):
        refusal = _count(guessed, at)
    if refusal is not None:
        raise refusal
    it = Guess()
    try:
        yield it
    except TooBusy:
        _give_back(guessed, at)
        raise
    if it.right:
        _give_back(guessed, at)


def _count(guessed: str, at: str) -> TooManyTries | None:
    """What is not compared costs neither the person nor the neighbours anything."""
    if at and not Attempts.objects.take("guess from", at, most=MOST_A_DAY_AND_NETWORK, per=DAY):
        return TooManyFromHere()
    if Attempts.objects.take("guess", guessed, most=MOST_AN_HOUR):
        return None
    if at:
        Attempts.objects.give_back("guess from", at)
    return TooManyTries(_LOCKED)


def _give_back(guessed: str, at: str) -> None:
    Attempts.objects.give_back("guess", guessed)
    if at:
        Attempts.objects.give_back("guess from", at)
