"""One count of wrong guesses for each person, whatever is guessed: password, code, codes of factors.

Ten in an hour. Starting again, another browser, another process change nothing about it, and an
address that nobody has is counted in the same way. A passkey cannot be guessed: it still opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from users.errors import TooBusy, TooManyTries
from users.models import Attempts, User

MOST_AN_HOUR = 10
_LOCKED = _("Too many wrong tries. Wait an hour, then try again. A passkey still lets you in.")


def whose(user: User | None, address: str = "") -> str:
    return f"user:{user.pk}" if user else f"address:{address.strip().lower()}"


def count(guessed: str) -> None:
    """Before anything is compared. Raises TooManyTries; then nothing may be compared."""
    if not Attempts.objects.take("guess", guessed, most=MOST_AN_HOUR):
        raise TooManyTries(_LOCKED)


@contextmanager
def looked_at(guessed: str) -> Iterator[None]:
    """Around the look at a password. Where nobody had the time to look it was no guess: otherwise
    a crowd at the door would lock out whoever tries again."""
    try:
        yield
    except TooBusy:
        Attempts.objects.give_back("guess", guessed)
        raise


def was_right(guessed: str) -> None:
    """So it was no guess."""
    Attempts.objects.give_back("guess", guessed)
