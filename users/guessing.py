"""One count of wrong guesses for each person, whatever is guessed: password, code, codes of factors.

Ten in an hour. Starting again, another browser, another process change nothing about it, and an
address that nobody has is counted in the same way. A passkey cannot be guessed: it still opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from users.errors import TooBusy, TooManyTries
from users.models import Attempts, User

MOST_AN_HOUR = 10
_LOCKED = _("Too many wrong tries. Wait an hour, then try again. A passkey still lets you in.")


@dataclass
class Guess:
    """One try. Whoever compares says that it was right; whoever forgets to has counted it as wrong."""

    right: bool = False


def whose(user: User | None, address: str = "") -> str:
    return f"user:{user.pk}" if user else f"address:{address.strip().lower()}"


@contextmanager
def guess(guessed: str) -> Iterator[Guess]:
    """Around the comparing, which happens in here only. Raises TooManyTries: then it does not.

    It is counted before, and given back if it was right, or if nobody had the time to look
    (TooBusy): otherwise a crowd at the door would lock out whoever tries again. A count that a
    rollback could take back would be none: inside of a transaction this raises RuntimeError.
    """
    with transaction.atomic(durable=True):
        may = Attempts.objects.take("guess", guessed, most=MOST_AN_HOUR)
    if not may:
        raise TooManyTries(_LOCKED)
    it = Guess()
    try:
        yield it
    except TooBusy:
        Attempts.objects.give_back("guess", guessed)
        raise
    if it.right:
        Attempts.objects.give_back("guess", guessed)
