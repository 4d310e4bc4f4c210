"""`{% load sales %}`: `{% standing document %}` is its state as a word in a pill."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from workspace.sales.models import Document
from workspace.sales.models.document import Credited

register = template.Library()


@register.inclusion_tag("parts/pill.html")
def standing(document: Document) -> dict[str, Any]:
    return standing_of(document)


def standing_of(document: Any) -> dict[str, Any]:
    """Draft, issued, or how far it is credited, with the tone of the pill."""
    if not document.is_issued:
        return {"label": _("Draft"), "tone": "warn"}
    credited = getattr(document, "credited", Credited.NO)
    if credited == Credited.NO:
        return {"label": _("Issued"), "tone": "good"}
    return {"label": Credited(credited).label, "tone": ""}
