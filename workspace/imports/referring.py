"""What refers to the documents of an import, so that they cannot go."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from workspace.imports.models import Import
from workspace.sales.models import Document, Line

NAMED = 5  # of each kind


def referring_to(one: Import) -> list[str]:
    """A sentence for each, whatever app it is of: every relation that leads to a document counts."""
    found = []
    for relation in Document._meta.related_objects:
        if relation.related_model is not Line:
            found += _sentences(relation.field, one)
    return found


def _sentences(field: Any, one: Import) -> list[str]:
    rows = field.model._base_manager.filter(**{f"{field.name}__from_import": one})
    named = rows.select_related(field.name).order_by("pk")[: NAMED + 1]
    sentences = [
        _("%(number)s: %(what)s")
        % {"number": getattr(row, field.name).external_number, "what": _named(row)}
        for row in named[:NAMED]
    ]
    return [*sentences, _("and more")] if len(named) > NAMED else sentences


def _named(row: models.Model) -> str:
    kind = row.get_kind_display() if isinstance(row, Document) else row._meta.verbose_name
    return f"{kind} {row}"
