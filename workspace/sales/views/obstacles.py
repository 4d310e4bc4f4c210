"""What stands in the way of issuing, each with the page on which it is put right."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from workspace.sales.models import Document

Missing = dict[str, list[str]]


def obstacles(document: Document, missing: Missing) -> list[dict[str, Any]]:
    here = (reverse("sales:edit", args=[document.pk]), _("Edit"))
    return _listed(document, missing, here)


def obstacles_here(document: Document, missing: Missing) -> list[dict[str, Any]]:
    """For the page on which the draft is edited: what is put right there needs no address."""
    return _listed(document, missing, ("", ""))


def _listed(document: Document, missing: Missing, here: tuple[str, str]) -> list[dict[str, Any]]:
    pages = {
        "company": (reverse("company:edit"), _("Settings")),
        "party": (reverse("parties:edit", args=[document.party_id]), _("Customer")),
    }
    found = []
    for field, sentences in missing.items():
        owner, dot, _name = field.partition(".")
        url, label = pages.get(owner, here) if dot else here
        found += [{"text": sentence, "url": url, "label": label} for sentence in sentences]
    return found
