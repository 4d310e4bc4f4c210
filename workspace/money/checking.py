"""What is wrong with a payment, said before the database would say it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from i18n.currencies import CURRENCIES, decimals_of
from workspace.money.errors import CannotBeRecorded
from workspace.sales.totals import LARGEST_LINE, rounded

if TYPE_CHECKING:
    from workspace.money.models.payment import Payment


def check_payment(payment: Payment) -> None:
    """Raises CannotBeRecorded with all that is wrong, by field."""
    wrong: dict[str, list[str]] = defaultdict(list)
    if payment.currency not in CURRENCIES:
        wrong["currency"].append(_("Write a currency as three capital letters, such as EUR."))
    else:
        wrong["amount"] += wrong_with_amount(payment.amount, payment.currency)
    # As for the date of issue, one day is for time zones.
    if payment.date > timezone.localdate() + timedelta(days=1):
        wrong["date"].append(_("The money cannot have come in the future."))
    found = {field: sentences for field, sentences in wrong.items() if sentences}
    if found:
        raise CannotBeRecorded(fields=found)


def wrong_with_amount(amount: Decimal, currency: str) -> list[str]:
    """More than 0, and no more decimals than the currency has."""
    if amount <= 0:
        return [_("The amount must be more than 0.")]
    if amount >= LARGEST_LINE:
        return [_("The amount is too large.")]
    if amount != rounded(amount, currency):
        told = {"currency": currency, "decimals": decimals_of(currency)}
        return [_("An amount in %(currency)s has at most %(decimals)d decimals.") % told]
    return []
