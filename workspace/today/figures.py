"""How the business stands, in four figures: what is owed, what of it is late, what came in, what was sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from i18n.writing import written_money
from workspace.money.models import Payment
from workspace.money.settlement import OPEN, OVERDUE, with_open
from workspace.sales.models import Document, Invoice

SHOWN = 2  # currencies; a small business has one or two


@dataclass(frozen=True)
class Figure:
    name: str
    amount: str
    url: str
    tone: str = ""


@dataclass
class _Sums:
    """In one currency. `sold` is the net of this month's invoices less its credit notes."""

    owed: Decimal = Decimal(0)
    late: Decimal = Decimal(0)
    came_in: Decimal = Decimal(0)
    sold: Decimal = Decimal(0)
    count: int = 0


def figures(*, with_payments: bool = True) -> list[list[Figure]]:
    """Four for each of the most used currencies. Three queries; the month is the calendar's, in UTC.

    Without payments only those whose rows who asks may look at.
    """
    first = timezone.localdate().replace(day=1)
    sums: dict[str, _Sums] = defaultdict(_Sums)
    for row in [*_owed(), *_sold(first), *_came_in(first)]:
        mine = sums[row.pop("currency")]
        for name, amount in row.items():
            setattr(mine, name, amount)
    most_used = sorted(sums, key=lambda currency: (-sums[currency].count, currency))[:SHOWN]
    written = [_written(sums[currency], currency, first) for currency in most_used]
    hidden = () if with_payments else (reverse("money:payments"),)
    return [[each for each in row if not each.url.startswith(hidden)] for row in written]


def _owed() -> Iterable[dict[str, Any]]:
    is_open = Q(open__gt=0)
    is_late = is_open & Q(due_date__lt=timezone.localdate())
    return _by_currency(
        with_open(Invoice.objects.issued()),
        count=Count("pk"),
        owed=Sum("open", filter=is_open, default=0),
        late=Sum("open", filter=is_late, default=0),
    )


def _sold(first: date) -> Iterable[dict[str, Any]]:
    issued = Document.objects.issued().filter(issue_date__gte=first)
    taken_back = Q(kind=Document.Kind.CREDIT_NOTE)
    sold, returned = (Sum("net", filter=kind, default=0) for kind in (~taken_back, taken_back))
    return _by_currency(issued, sold=sold - returned)


def _came_in(first: date) -> Iterable[dict[str, Any]]:
    standing = Payment.objects.standing().filter(date__gte=first)
    return _by_currency(standing, came_in=Sum("amount", default=0))


def _by_currency(rows: Any, **sums: Any) -> Iterable[dict[str, Any]]:
    return [dict(row) for row in rows.order_by().values("currency").annotate(**sums)]


def _written(sums: _Sums, currency: str, first: date) -> list[Figure]:
    def money(amount: Decimal) -> str:
        return written_money(amount, currency)

    sales, payments = reverse("sales:invoices"), reverse("money:payments")
    return [
        Figure(_("Owed to you"), money(sums.owed), f"{sales}?settlement={OPEN}"),
        Figure(
            _("Of it overdue"),
            money(sums.late),
            f"{sales}?settlement={OVERDUE}",
            tone="bad" if sums.late else "",
        ),
        Figure(
            _("Came in this month"),
            money(sums.came_in),
            f"{payments}?date_from={first.isoformat()}",
        ),
        Figure(
            _("Sold this month, without VAT"),
            money(sums.sold),
            f"{sales}?issued_from={first.isoformat()}",
        ),
    ]
