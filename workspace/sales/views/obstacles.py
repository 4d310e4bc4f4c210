"""What stands in the way of issuing, each with the page on which it is put right."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from workspace.sales.models import Document


def obstacles(document: Document, missing: dict[str, list[str]]) -> list[dict[str, Any]]:
    pages = {
        "company": (reverse("company:edit"), _("Settings")),
        "party": (reverse("parties:edit", args=[document.party_id]), _("Customer")),
    }
    here = (reverse("sales:edit", args=[document.pk]), _("Edit"))
    found = []
    for field, sentences in missing.items():
        url, label = pages.get(field.partition(".")[0], here)
        found += [{"text": sentence, "url": url, "label": label} for sentence in sentences]
    return found
