from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from workspace.members.models import Member
from workspace.sales.errors import CannotBeCredited, NotIssued
from workspace.sales.models.credit_note import CreditNote
from workspace.sales.models.document import Document
from workspace.sales.models.line import Line


class Invoice(Document):
    """What a business asks its customer to pay for."""

    KIND = Document.Kind.INVOICE

    class Meta:
        proxy = True

    @transaction.atomic
    def credit(self, *, by: Member, lines: Iterable[Line] | None = None) -> CreditNote:
        """A draft credit note for these lines (see `Line.taken_back`), or for all that is left.

        Without lines a repeat answers the draft that is there already. Raises Gone for an invoice
        whose import was undone a moment ago.
        """
        self.hold()
        if not self.is_issued:
            raise NotIssued
        if lines is not None:
            return CreditNote.objects.for_invoice(self, by=by, lines=lines)
        waiting = CreditNote.objects.drafts().filter(credits=self).first()
        if waiting is not None:
            return waiting  # type: ignore[no-any-return]
        left = [line.taken_back() for line in self.lines.creditable()]
        if not left:
            raise CannotBeCredited
        return CreditNote.objects.for_invoice(self, by=by, lines=left)
