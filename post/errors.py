"""Why a letter did not leave. The messages hold no address: they end up in logs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.errors import Refusal
from tenants.rooms import RoomError


class TransactionOpen(RoomError):
    """Mail was about to leave in the middle of a transaction, which may still be rolled back."""


class BadLetter(ValueError):
    """A template of ours that does not begin with a subject and an empty line."""


class NotDelivered(Exception):
    """The mail server did not take it now. The job tries again later."""


class Undeliverable(Refusal):
    """The mail server refuses this address for good: trying again does not help."""

    code = "undeliverable"
    detail = _("The mail server refuses this address.")


class WordsRefused(Refusal):
    """What the provider wrote for a letter cannot be sent to anybody."""

    code = "words_refused"
    detail = _("These words cannot become a letter.")
