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


class CameBack(Undeliverable):
    """Mail to it bounced not long ago, or its reader called it spam: nothing more goes there."""

    detail = _("Mail to this address came back. Choose another address.")


class NumberUnreachable(Undeliverable):
    """The gateway refuses this number for good."""

    detail = _("This number cannot get texts.")


class WordsRefused(Refusal):
    """What the provider wrote for a letter cannot be sent to anybody."""

    code = "words_refused"
    detail = _("These words cannot become a letter.")


class NoTexts(Refusal):
    """No gateway is chosen, or what may be spent there in a day is spent."""

    code = "no_texts"
    status = 503
    detail = _("We cannot send texts there now. Choose another way, or try again tomorrow.")
    retry_after = 24 * 3600


class GatewaysAway(NoTexts):
    """Every gateway that serves this number failed again and again in the last two minutes."""

    detail = _("We cannot send texts there now. Choose another way, or try again in some minutes.")
    retry_after = 120


class TooManyTexts(Refusal):
    code = "too_many_texts"
    status = 429
    detail = _("Too many texts were asked for. Wait an hour, then try again.")
    retry_after = 3600


class NumberRefused(Refusal):
    """Not a mobile phone of a country that this installation serves."""

    code = "number_refused"
    detail = _("We send texts to mobile phones only, in the countries that we serve.")
