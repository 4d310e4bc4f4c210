"""What a party owes, and what of its money pays nothing yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.utils import timezone

from workspace.money.models import Payment
from workspace.money.settlement import with_open, with_settlement
from workspace.parties.models import Party
from workspace.sales.models import Invoice


@dataclass
class Balance:
    """In one currency. `overpaid` is what was paid beyond its invoices, `advance` what pays none."""

    currency: str
    open: Decimal = Decimal(0)
    overdue: Decimal = Decimal(0)
    overpaid: Decimal = Decimal(0)
    advance: Decimal = Decimal(0)


def open_invoices(party: Party, *, currency: str = "") -> Any:
    """Those of which something is open, oldest first."""
    issued = Invoice.objects.issued().filter(party=party).select_related("series")
    chosen = issued.filter(currency=currency) if currency else issued
    return with_settlement(chosen).filter(open__gt=0).order_by("issue_date", "id")


def balances_of(party: Party) -> list[Balance]:
    """One for each currency in which something is open. Two queries."""
    found: dict[str, Balance] = {}
    for row in [*_invoiced(party), *_unallocated(party)]:
        currency = row.pop("currency")
        balance = found.setdefault(currency, Balance(currency))
        for name, amount in row.items():
            setattr(balance, name, amount)
    return [found[code] for code in sorted(found) if _says_something(found[code])]


def _says_something(balance: Balance) -> bool:
    return bool(balance.open or balance.overpaid or balance.advance)


def _invoiced(party: Party) -> list[dict[str, Any]]:
    rows = with_open(Invoice.objects.issued().filter(party=party))
    left, late = Q(left__gt=0), Q(left__gt=0, due_date__lt=timezone.localdate())
    summed = (
        rows.annotate(left=F("open"))
        .order_by("currency")
        .values("currency")
        .annotate(
            owed=Sum("left", filter=left, default=0),
            overdue=Sum("left", filter=late, default=0),
            beyond=Sum(-F("left"), filter=Q(left__lt=0, paid__gt=0), default=0),
        )
    )
    return [
        {
            "currency": row["currency"],
            "open": row["owed"],
            "overdue": row["overdue"],
            "overpaid": row["beyond"],
        }
        for row in summed
    ]


def _unallocated(party: Party) -> list[dict[str, Any]]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in Payment.objects.filter(party=party).with_rest().sums():
        sums[row["currency"]] += row["unallocated"]
    return [{"currency": currency, "advance": rest} for currency, rest in sums.items()]
