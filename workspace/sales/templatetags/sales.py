"""`{% load sales %}`: `{% standing document %}` is its state as words in pills."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from workspace.money.settlement import Settlement
from workspace.sales.models import Document
from workspace.sales.models.document import Credited

register = template.Library()
_TONES = {Settlement.PART: "warn", Settlement.PAID: "good", Settlement.OVERPAID: "warn"}


@register.inclusion_tag("sales/standing.html")
def standing(document: Document) -> dict[str, Any]:
    return {"pills": pills_of(document)}


def pills_of(document: Any) -> list[dict[str, Any]]:
    """Draft, or how far it is paid and credited. What has no settlement is just issued."""
    if not document.is_issued:
        return [{"label": _("Draft"), "tone": "warn"}]
    credited = getattr(document, "credited", Credited.NO)
    pills = []
    if credited != Credited.NO:
        pills.append({"label": Credited(credited).label, "tone": ""})
    settled = _settled(document)
    if settled and not (pills and document.settlement == Settlement.NOTHING):
        pills.append(settled)
    return pills or [{"label": _("Issued"), "tone": "good"}]


def _settled(document: Any) -> dict[str, Any] | None:
    """Of an invoice that came with its settlement. Nothing to pay goes without saying if credited."""
    settlement = getattr(document, "settlement", None)
    if settlement is None:
        return None
    if document.is_overdue:
        return {"label": _("Overdue"), "tone": "bad"}
    return {"label": Settlement(settlement).label, "tone": _TONES.get(settlement, "")}
