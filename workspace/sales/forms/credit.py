"""A credit note that takes an invoice back, on a page: of each line, how much."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from config.errors import Refusal
from workspace.members.models import Member
from workspace.sales import drafting
from workspace.sales.forms.draft import CreditForm
from workspace.sales.forms.lines import CreditLines, plain
from workspace.sales.forms.sheet import said_by
from workspace.sales.models import CreditNote, Document, Invoice


class CreditSheet:
    """Shows every line of the invoice of which something is left, and what the draft takes back."""

    template = "sales/credit_lines.html"
    adds_a_line = False

    def __init__(self, document: CreditNote, data: QueryDict | None = None) -> None:
        self.document = document
        self.invoice = Invoice.objects.get(pk=document.credits_id)
        taken = {line.credits_id: line.quantity for line in document.lines.all()}
        self.left = list(self.invoice.lines.creditable())
        initial = [
            {"line": line.pk, "quantity": plain(taken[line.pk]) if line.pk in taken else None}
            for line in self.left
        ]
        self.form = CreditForm(data, initial=said_by(document))
        self.lines = CreditLines(data, prefix="lines", initial=initial)

    def rows(self) -> list[tuple[Any, Any]]:
        """Each line with its form."""
        return list(zip(self.left, self.lines.forms, strict=False))

    def saved(self, *, by: Member) -> Document | None:
        if not (self.form.is_valid() & self.lines.is_valid()):
            return None
        typed = [form.cleaned_data for form in self.lines.forms]
        given = [line for line in typed if line.get("quantity")]
        try:
            lines = drafting.credit_lines_of(given, invoice=self.invoice)
            self.document.edit(by=by, lines=lines, **self.form.cleaned_data)
        except Refusal as refusal:
            self.form.add_error(None, str(refusal.detail))
            return None
        return self.document
