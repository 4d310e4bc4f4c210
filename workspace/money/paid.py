"""What came in for a document, for its page."""

from __future__ import annotations

from typing import Any

from workspace.money.models import Allocation


def allocations_of(document: Any) -> Any:
    """Those of reversed payments too: they say so. Nothing for what has no settlement, unasked."""
    if document.settlement is None:
        return []
    of_invoice = Allocation.objects.filter(invoice=document.pk)
    return of_invoice.select_related("payment__reversal").order_by("payment__date", "id")
