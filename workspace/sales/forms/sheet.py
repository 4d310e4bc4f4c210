"""A draft on a page: its form and its lines as one, so that nothing typed is lost."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from config.errors import Refusal
from workspace.company.models import Company
from workspace.members.models import Member
from workspace.sales import drafting, vat_choices
from workspace.sales.forms.draft import DraftForm
from workspace.sales.forms.faults import faults_of
from workspace.sales.forms.lines import DraftLines, find_items, initial_of
from workspace.sales.models import CreditNote, Document, Invoice, Line

_BLANK_LINES = 3


class DraftSheet:
    """Of a new draft (`document` is None) or of one that is edited. `data` is what was posted."""

    template = "sales/draft_lines.html"

    def __init__(
        self,
        model: type[Invoice] | type[CreditNote],
        document: Document | None = None,
        data: QueryDict | None = None,
        party: str = "",
    ) -> None:
        self.model, self.document, self.company = model, document, Company.objects.the_one()
        self.adds_a_line = data is not None and "add" in data
        initial = said_by(document) if document else {"party": party}
        lines = list(document.lines.all()) if document else []
        self.form = DraftForm(data, initial=initial, kind=model.KIND, company=self.company)
        self.lines = self._lines(data, lines)

    def _lines(self, data: QueryDict | None, lines: list[Line]) -> Any:
        rates = (line.vat_rate for line in lines)
        how = {"vat": vat_choices.choices(self.company.country, also=rates)}
        if data is None:
            blank: list[dict[str, Any]] = [{} for _place in range(1 if lines else _BLANK_LINES)]
            initial = [*initial_of(lines), *blank]
            return DraftLines(prefix="lines", initial=initial, form_kwargs=how)
        return DraftLines(self._counted(data), prefix="lines", form_kwargs=how)

    def _counted(self, data: QueryDict) -> QueryDict:
        """All rows count as new ones: one that is left blank is no line. One more when asked."""
        data = data.copy()
        total = data.get("lines-TOTAL_FORMS", "")
        rows = int(total) if total.isascii() and total.isdigit() and len(total) < 5 else 0
        data["lines-TOTAL_FORMS"] = str(rows + self.adds_a_line)
        data["lines-INITIAL_FORMS"] = "0"
        return data

    def ask_on(self) -> None:
        """Shown again with one line more, without complaints."""
        self.form.errors.clear()
        self.lines.say_nothing()

    def faults(self) -> list[dict[str, str]]:
        return faults_of(self.form, self.lines.forms) if self.form.is_bound else []

    def saved(self, *, by: Member) -> Document | None:
        """The draft, made or changed; nothing if it was refused, and then the forms tell why."""
        if not (self.form.is_valid() & self.lines.is_valid()):
            return None
        try:
            return self._save(by)
        except Refusal as refusal:
            self._show(refusal)
            return None

    def _save(self, by: Member) -> Document:
        values = self.form.cleaned_data
        given = [form.given() for form in self.lines.written()]
        find_items(given)
        lines = drafting.lines_of(given, company=self.company, currency=values["currency"])
        if self.document is None:
            return self.model.objects.draft(by=by, lines=lines, **values)  # type: ignore[no-any-return]
        self.document.edit(by=by, lines=lines, **values)
        return self.document

    def _show(self, refusal: Refusal) -> None:
        """`lines.0.vat_rate` stands beside that field of the first line that was written."""
        written = self.lines.written()
        for place, sentences in refusal.fields.items():
            name, *rest = place.split(".")
            number, field = rest if len(rest) == 2 else ("", "")
            if number.isdigit():
                line = written[int(number)]
                if field.startswith("vat"):
                    field, sentences = "vat", [_("Choose the VAT.")]
                line.add_error(field if field in line.fields else None, sentences)
            else:
                self.form.add_error(name if name in self.form.fields else None, sentences)
        if not refusal.fields:
            self.form.add_error(None, str(refusal.detail))


def said_by(document: Document) -> dict[str, Any]:
    names = ("currency", "issue_date", "supply_date", "due_date", "language", "note")
    return {"party": document.party_id, **{name: getattr(document, name) for name in names}}
