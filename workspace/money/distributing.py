"""How an amount is spread over open invoices when nobody says how: the oldest first."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID


def oldest_first(amount: Decimal, invoices: Iterable[Any]) -> dict[UUID, Decimal]:
    """Each of these, in their order, gets what is open of it while something is left."""
    shares, left = {}, amount
    for invoice in invoices:
        share = min(left, invoice.open)
        if share > 0:
            shares[invoice.pk] = share
            left -= share
    return shares
