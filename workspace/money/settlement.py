"""What is paid of an invoice and what is open: derived from payments and credit notes, in SQL.

open = gross - issued credit notes of it - allocations of payments that are not reversed.
Drafts and credit notes have no settlement: all of it is empty.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workspace.money.models.allocation import Allocation
from workspace.sales.models import Document

Documents = TypeVar("Documents", bound=QuerySet[Any])
_MONEY: models.DecimalField[Any, Any] = models.DecimalField(max_digits=19, decimal_places=4)
_COUNTS = Q(kind=Document.Kind.INVOICE, state=Document.State.ISSUED)
OPEN, OVERDUE = "open", "overdue"


class Settlement(models.TextChoices):
    UNPAID = "unpaid", _("Unpaid")
    PART = "part", _("Part paid")
    PAID = "paid", _("Paid")
    OVERPAID = "overpaid", _("Overpaid")
    NOTHING = "nothing", _("Nothing to pay")


_MEANS = {
    Settlement.UNPAID: Q(open__gt=0, paid=0),
    Settlement.PART: Q(open__gt=0, paid__gt=0),
    Settlement.PAID: Q(open=0, paid__gt=0),
    Settlement.OVERPAID: Q(open__lt=0, paid__gt=0),
    Settlement.NOTHING: Q(open__lte=0, paid=0),
}
# What a list may be asked for: a settlement, or what is open (unpaid or part paid), or overdue.
CHOICES: list[tuple[str, str | Promise]] = [
    (OPEN, _("Open")),
    (OVERDUE, _("Overdue")),
    *Settlement.choices,
]


def with_settlement(documents: Documents) -> Documents:
    """Adds `paid`, `open`, `settlement` and `is_overdue`. One query, whatever the length."""
    counted = with_open(documents)
    return counted.annotate(
        settlement=Case(When(_COUNTS, then=_state()), output_field=models.CharField(null=True)),
        is_overdue=Case(When(_overdue(), then=True), default=False),
    )


def with_open(documents: Documents) -> Documents:
    """Adds `paid` and `open` alone."""
    return documents.annotate(
        paid=Case(When(_COUNTS, then=_paid()), default=None, output_field=_MONEY)
    ).annotate(
        open=Case(
            When(_COUNTS, then=F("gross") - _taken_back() - F("paid")),
            default=None,
            output_field=_MONEY,
        )
    )


def settled_as(documents: Documents, which: str) -> Documents:
    """Of documents that came `with_open` those that are this; `which` is one of CHOICES."""
    more = {OPEN: Q(open__gt=0), OVERDUE: _overdue()}
    return documents.filter(more[which] if which in more else _MEANS[Settlement(which)])


def _state() -> Case:
    """What `_MEANS` says, as a tree: each mention of `open` is written as two subqueries."""
    unsettled = Case(When(paid=0, then=Value(Settlement.UNPAID)), default=Value(Settlement.PART))
    return Case(
        When(open__gt=0, then=unsettled),
        When(paid=0, then=Value(Settlement.NOTHING)),
        When(open=0, then=Value(Settlement.PAID)),
        default=Value(Settlement.OVERPAID),
    )


def _overdue() -> Q:
    return Q(open__gt=0, due_date__lt=timezone.localdate())


@cache
def _paid() -> Any:
    """Once in a process: an expression knows neither a room nor values."""
    paid = Allocation.objects.standing().filter(invoice=OuterRef("pk")).order_by()
    return _sum(paid.values("invoice"), "amount")


@cache
def _taken_back() -> Any:
    notes = Document.objects.filter(credits=OuterRef("pk")).issued().order_by()
    return _sum(notes.values("credits"), "gross")


def _sum(grouped: Any, field: str) -> Any:
    summed = grouped.annotate(sum=Sum(field)).values("sum")
    return Coalesce(Subquery(summed), Decimal(0), output_field=_MONEY)
