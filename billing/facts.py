"""A subscription as names and values, for its owner."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.days import today
from billing.models import Payer, PlanPrice, Subscription
from i18n.writing import written_day, written_money
from users.models import User


def facts_of(subscription: Subscription, reader: User) -> list[tuple[str, Any]]:
    return [
        (_("Plan"), subscription.plan.name),
        (_("Price"), written_price(subscription.price)),
        (_("Trial"), written_trial(subscription)),
        (_("Paid by"), _written_payer(subscription.payer, reader)),
    ]


def facts_for_staff(subscription: Subscription) -> list[tuple[str, Any]]:
    """The same for the provider, who knows who pays."""
    payer = subscription.payer
    return [
        (_("Plan"), subscription.plan.name),
        (_("Price"), written_price(subscription.price)),
        (_("Trial"), written_trial(subscription)),
        (_("Paid by"), payer.name if payer else _("Nobody yet")),
        (_("Payer's data"), _written_check(payer) if payer else ""),
    ]


def _written_check(payer: Payer) -> str:
    return _("verified") if payer.is_verified else _("not verified yet")


def written_price(price: PlanPrice) -> str:
    money = written_money(price.amount.quantize(price.smallest), price.currency)
    return _("%(money)s a month") % {"money": money}


def written_trial(subscription: Subscription) -> str:
    day = {"day": written_day(subscription.trial_until)}
    if subscription.trial_until < today():
        return _("It ended on %(day)s.") % day
    left = subscription.days_left
    if not left:
        return _("It ends today.")
    days = ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    return _("Until %(day)s, %(left)s") % {**day, "left": days}


def _written_payer(payer: Payer | None, reader: User) -> str:
    """Who it is, to those who keep the payer's data; the other owners learn that somebody pays."""
    if payer is None:
        return _("Nobody yet")
    is_mine = any(keeper.user_id == reader.pk for keeper in payer.keepers.all())
    return payer.name if is_mine else _("Somebody else")
