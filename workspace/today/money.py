"""What is overdue, and what came in lately."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from i18n.writing import written_day, written_money
from workspace.money.models import Payment
from workspace.money.settlement import OVERDUE, settled_as, with_open
from workspace.sales.models import Invoice
from workspace.today.line import Line

SHOWN = 5
LATELY = timedelta(days=7)


def overdue() -> Iterator[Line]:
    """The longest overdue one by one, the rest in one line."""
    late = settled_as(with_open(Invoice.objects.issued()), OVERDUE)
    found = list(late.select_related("party", "series").order_by("due_date", "id")[: SHOWN + 1])
    for invoice in found[:SHOWN]:
        yield _of_invoice(invoice)
    if len(found) > SHOWN:
        count = late.count() - SHOWN
        text = ngettext(
            "%(count)d more invoice is overdue", "%(count)d more invoices are overdue", count
        )
        yield Line(
            text=text % {"count": count},
            url=f"{reverse('sales:invoices')}?settlement={OVERDUE}",
            action=_("Look at them"),
            pill_label=_("Overdue"),
            pill_tone="bad",
        )


def _of_invoice(invoice: Any) -> Line:
    told = {
        "number": invoice,
        "name": invoice.party.name,
        "open": written_money(invoice.open, invoice.currency),
        "day": written_day(invoice.due_date),
    }
    return Line(
        text=_("%(number)s, %(name)s: %(open)s") % told,
        detail=_("It was due on %(day)s.") % told,
        url=f"{reverse('money:new')}?invoice={invoice.pk}",
        action=_("Record payment"),
        pill_label=_("Overdue"),
        pill_tone="bad",
    )


def came_in() -> Iterator[Line]:
    """In the last seven days, by currency."""
    since = timezone.localdate() - LATELY
    lately = Payment.objects.standing().filter(date__gte=since).with_rest()
    for sums in lately.sums():
        money = written_money(sums["came_in"], sums["currency"])
        yield Line(
            text=_("%(money)s came in") % {"money": money},
            detail=_("In the last seven days."),
            url=f"{reverse('money:payments')}?date_from={since.isoformat()}",
            action=_("Look"),
            pill_label=_("Paid"),
            pill_tone="good",
        )
