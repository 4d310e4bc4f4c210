"""The document that an address names, as what it is: an invoice or a credit note."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from workspace.money.settlement import with_settlement
from workspace.sales.models import CreditNote, Document, Invoice

# Says in an address that this credit note was just begun, so that Cancel throws it away.
FRESH = "fresh"
MODELS: dict[str, Any] = {model.KIND: model for model in (Invoice, CreditNote)}


def found(document_id: UUID) -> Any:
    kind = get_object_or_404(Document.objects.values_list("kind", flat=True), pk=document_id)
    return get_object_or_404(with_settlement(MODELS[kind].objects.to_show()), pk=document_id)
