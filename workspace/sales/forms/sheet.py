"""A draft on a page: its form and its lines as one, so that nothing typed is lost."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from config.errors import Refusal
from workspace.company.models import Company
from workspace.members.models import Member
from workspace.sales import drafting, vat_choices
from workspace.sales.forms.draft import DraftForm
from workspace.sales.forms.faults import faults_of
from workspace.sales.forms.lines import DraftLines, complete, initial_of
from workspace.sales.forms.reckoning import Reckoning
from workspace.sales.forms.rows import Options, Row, values_of
from workspace.sales.forms.window import window
from workspace.sales.models import CreditNote, Document, Invoice

_BLANK_LINES = 3
ASKS = ("add", "remove", "recalculate")


class DraftSheet:
    """Of a new draft (`document` is None) or of one that is edited. `data` is what was posted.

    `asks` is what the page asks for instead of saving; `page` counts a long draft's lines by hundreds.
    """

    template = "sales/editor.html"

    def __init__(
        self,
        model: type[Invoice] | type[CreditNote],
        document: Document | None = None,
        data: QueryDict | None = None,
        party: str = "",
        page: str = "1",
    ) -> None:
        self.model, self.document, self.company = model, document, Company.objects.the_one()
        self.data = data
        self.asks = next((ask for ask in ASKS if data and ask in data), "")
        initial = said_by(document) if document else {"party": party}
        lines = list(document.lines.all()) if document else []
        self.window = window(lines, page if data is None else data.get("page", "1"))
        self.form = DraftForm(data, initial=initial, kind=model.KIND, company=self.company)
        self.lines = self._lines()

    def _lines(self) -> Any:
        if self.data is None:
            blank: list[dict[str, Any]] = [{}] * (1 if self.window.shown else _BLANK_LINES)
            return DraftLines(prefix="lines", initial=[*initial_of(self.window.shown), *blank])
        return DraftLines(self._counted(self.data), prefix="lines")

    def _counted(self, data: QueryDict) -> QueryDict:
        """All rows count as new ones: one that is left blank is no line, nor is a removed one."""
        data = data.copy()
        total = data.get("lines-TOTAL_FORMS", "")
        rows = int(total) if total.isascii() and total.isdigit() and len(total) < 5 else 0
        data["lines-TOTAL_FORMS"] = str(rows + (self.asks == "add"))
        data["lines-INITIAL_FORMS"] = "0"
        if self.asks == "remove":
            for name in [name for name in data if name.startswith(f"lines-{data['remove']}-")]:
                del data[name]
        return data

    def written(self) -> list[tuple[int, Any]]:
        """The forms of lines in which something is typed, each with its place."""
        places = enumerate(self.lines.forms)
        return [(place, form) for place, form in places if form.has_changed()]

    @cached_property
    def reckoning(self) -> Reckoning:
        return Reckoning(self)

    def said(self) -> dict[str, Any]:
        """The values of the form that can be read; before anything was posted, those it begins with."""
        if self.form.is_bound:
            self.form.is_valid()
            return {"currency": self._currency(), **self.form.cleaned_data}
        if self.document:
            return {}
        choice: Any = self.form.fields["party"]
        party = choice.queryset.filter(pk=_key(self.form.initial["party"])).first()
        return {"currency": self._currency(), **({"party": party} if party else {})}

    def _currency(self) -> str:
        return self.document.currency if self.document else self.company.currency

    @cached_property
    def options(self) -> Options:
        return Options(vat_choices.choices(self.company, self.reckoning.preview.tax_point()))

    def rows(self) -> list[Row]:
        """What the page shows: all that is typed, and an item's values where they were filled in."""
        return [self.row(place) for place in self.places()]

    def places(self) -> list[int]:
        """Of the lines on the page: one that was removed leaves a hole."""
        if self.data is None:
            return list(range(len(self.lines.forms)))
        total = len(self.lines.forms)
        here = [place for place in range(total) if f"lines-{place}-description" in self.lines.data]
        return [*here, total - 1] if self.asks == "add" else here

    def row(self, place: int) -> Row:
        form, counted = self.lines.forms[place], self.reckoning
        values = {**values_of(form), **counted.filled.get(place, {})}
        line = counted.lines.get(place)
        return Row(
            place,
            values,
            self.options,
            faults=counted.faults.get(place, {}) if self.asks else form.errors,
            net=line and line.net,
            is_new=self.asks == "add" and place == len(self.lines.forms) - 1,
        )

    def faults(self) -> list[dict[str, str]]:
        """Only who saves hears of what is not complete yet."""
        return faults_of(self.form, self.lines.forms) if self.data and not self.asks else []

    def saved(self, *, by: Member) -> Document | None:
        """The draft, made or changed; nothing if it was refused, and then the forms tell why."""
        if not (self.form.is_valid() & self.lines.is_valid()) or self._is_outdated():
            return None
        try:
            return self._save(by)
        except Refusal as refusal:
            self._show(refusal)
            return None

    def _is_outdated(self) -> bool:
        """Of a long draft only a part was typed: the rest must begin and end where it did."""
        seen = self.data.get("seen") if self.data else None
        if self.window.pages == 1 or seen == self.window.seen:
            return False
        self.form.add_error(
            None, _("Somebody changed this draft in the meantime. Open it again to go on.")
        )
        return True

    def _save(self, by: Member) -> Document:
        values = self.form.cleaned_data
        given = [form.given() for _place, form in self.written()]
        complete(given, self.company)
        typed = drafting.lines_of(
            given,
            company=self.company,
            currency=values["currency"],
            day=values["supply_date"] or values["issue_date"],
        )
        lines = [*self.window.before, *typed, *self.window.after]
        drafting.refuse_too_many(lines)
        if self.document is None:
            return self.model.objects.draft(by=by, lines=lines, **values)  # type: ignore[no-any-return]
        self.document.edit(by=by, lines=lines, **values)
        return self.document

    def _show(self, refusal: Refusal) -> None:
        """`lines.0.vat_rate` stands beside that field of the first line that was written."""
        written = [form for _place, form in self.written()]
        for place, sentences in refusal.fields.items():
            name, *rest = place.split(".")
            number, field = rest if len(rest) == 2 else ("", "")
            if number.isdigit():
                line = written[int(number)]
                if field.startswith(("vat", "tax")):
                    field, sentences = "vat", [_("Choose the VAT.")]
                line.add_error(field if field in line.fields else None, sentences)
            else:
                self.form.add_error(name if name in self.form.fields else None, sentences)
        if not refusal.fields:
            self.form.add_error(None, str(refusal.detail))


def said_by(document: Document) -> dict[str, Any]:
    names = ("currency", "issue_date", "supply_date", "due_date", "language", "note")
    return {"party": document.party_id, **{name: getattr(document, name) for name in names}}


def _key(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
