"""An import is undone: its documents go, as if the file had never been sent."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from workspace.imports.errors import MadeBefore, NotOver, StillReferredTo
from workspace.imports.here import hold_imported_series
from workspace.imports.models import Import
from workspace.imports.referring import referring_to
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.sales.imported import forget_imported
from workspace.sales.models import Document


@transaction.atomic
def undo_import(import_id: Any, *, by: Member) -> Import:
    """When somebody takes an import back. Leaves none of its documents, or all when refused.

    Its customers stay, since somebody may have written more about them; so does the file. A repeat
    changes nothing. Raises NotOver, MadeBefore, or StillReferredTo.
    """
    one = Import.objects.held(import_id)
    if one.state == Import.State.UNDONE:
        return one
    if not one.is_over:
        raise NotOver
    hold_imported_series()
    _hold_documents(one)
    found = referring_to(one)
    if found:
        raise StillReferredTo(fields={"documents": found})
    one.undo(by=by)
    Entry.objects.write("undone", one, by=by, documents=one.documents)
    forget_imported(one.pk, by=by)
    return one


def _hold_documents(one: Import) -> None:
    """All that it made, in one order: whoever pays or credits one of them at this moment waits."""
    made = Document.objects.filter(from_import=one).order_by("pk").select_for_update()
    if len(made.values_list("pk")) != one.documents:
        raise MadeBefore
