"""A credit note that takes an invoice back, on a page: of each line, how much."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from config.errors import Refusal
from i18n.writing import written_money, written_quantity
from workspace.members.models import Member
from workspace.sales import drafting
from workspace.sales.forms.draft import CreditForm
from workspace.sales.forms.faults import faults_of
from workspace.sales.forms.lines import CreditLines, plain
from workspace.sales.forms.sheet import said_by
from workspace.sales.models import CreditNote, Document, Invoice, Line


class CreditSheet:
    """Shows every line of the invoice of which something is left, and what the draft takes back."""

    template = "sales/credit_draft.html"
    asks = ""

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
        for line, form in zip(self.left, self.lines.forms, strict=False):
            form.fields["quantity"].label = line.description
            form.fields["quantity"].help_text = self._left_of(line)

    def _left_of(self, line: Line) -> str:
        return _("%(left)s left to credit, at %(price)s") % {
            "left": written_quantity(line.left),
            "price": written_money(line.unit_price, self.document.currency),
        }

    def faults(self) -> list[dict[str, str]]:
        return faults_of(self.form, self.lines.forms) if self.form.is_bound else []

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
