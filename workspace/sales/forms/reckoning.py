"""What a draft that is being typed comes to: the same sums as when it is saved, and what is missing.

A line that is not complete counts for nothing yet. A value that cannot be read is told at its field,
and until it is mended there are no totals.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from workspace.parties.models import Party
from workspace.sales import drafting, vat_choices
from workspace.sales.forms.lines import complete, plain
from workspace.sales.issuing import missing_from
from workspace.sales.models import Line, Series
from workspace.sales.totals import totals_of
from workspace.vat.codes import pack_of

Faults = dict[int, dict[str, list[str]]]


class Reckoning:
    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.faults: Faults = {}
        self.filled: dict[int, dict[str, Any]] = {}
        self.is_complete = True
        self.preview = _preview(sheet)
        self.has_party = self.preview.party_id is not None
        if not self.has_party:
            self.preview.party = Party()
        self.lines = self._typed() if sheet.lines.is_bound else self._kept()
        self.all_lines = [*sheet.window.before, *self.lines.values(), *sheet.window.after]
        self._count()

    @property
    def currency(self) -> str:
        return str(self.preview.currency)

    @property
    def is_readable(self) -> bool:
        return not self.faults

    def _kept(self) -> dict[int, Line]:
        return dict(enumerate(self.sheet.window.shown))

    def _count(self) -> None:
        self.preview.tax(self.all_lines, pack_of(self.sheet.company.country))
        for line in self.all_lines:
            line.count_up(self.currency)
        self.totals = totals_of(self.all_lines, self.currency)

    def _typed(self) -> dict[int, Line]:
        """By place, the lines that are complete."""
        written = self.sheet.written()
        for place, form in written:
            self._blame(place, form, {name: " ".join(told) for name, told in form.errors.items()})
        forms = [(place, form) for place, form in written if _can_be_read(form)]
        given = [form.given() for _place, form in forms]
        complete(given, self.sheet.company)
        lines, wrong = drafting.read_lines(
            given,
            company=self.sheet.company,
            currency=self.currency,
            day=self.preview.tax_point(),
        )
        for at, ((place, form), said) in enumerate(zip(forms, given, strict=True)):
            self._fill(place, form, said)
            self._blame(place, form, wrong.get(at, {}))
        return {
            place: line
            for (place, _form), line in zip(forms, lines, strict=True)
            if line is not None
        }

    def _blame(self, place: int, form: Any, found: dict[str, str]) -> None:
        """The line is not complete. What is typed in it and cannot be is a fault besides."""
        for name, sentence in found.items():
            at = "vat" if name in ("vat_rate", "vat_category", "tax_code") else name
            if at in form.fields and form.is_typed(at):
                self.faults.setdefault(place, {})[at] = [sentence]
        self.is_complete = self.is_complete and not found

    def _fill(self, place: int, form: Any, said: dict[str, Any]) -> None:
        """An item that was just named fills in the line: what is blank, or what another item left."""
        before = form.cleaned_data.get("item")
        if said["item"] is None or said["item"] == before:
            return
        item = said["found"]
        values = {"unit": item.unit, "vat": vat_choices.chosen(item)}
        if self.currency == self.sheet.company.currency:
            values["unit_price"] = form.fields["unit_price"].prepare_value(plain(item.unit_price))
        free = {name for name in values if before or not form.is_typed(name)}
        shown = {name: value for name, value in values.items() if name in free}
        self.filled[place] = {**shown, "description": item.name, "item": str(item.pk)}

    def missing(self) -> dict[str, list[str]]:
        """What stands in the way of issuing it as it is typed."""
        found = missing_from(
            self.preview,
            self.all_lines,
            on=self.preview.issue_date or timezone.localdate(),
            company=self.sheet.company,
            last_date=Series.objects.last_date(self.preview.kind),
        )
        if not self.has_party:
            told = {name: told for name, told in found.items() if not name.startswith("party.")}
            found = {"party": [_("Choose a customer.")], **told}
        if not self.is_complete and self.all_lines:
            found.setdefault("lines", []).append(_("Complete every line, or remove it."))
        return found


def _can_be_read(form: Any) -> bool:
    """All of it, or all but the quantity: a line's item is known before, and fills in the rest."""
    return set(form.errors) <= {"quantity"} and not (form.errors and form.is_typed("quantity"))


def _preview(sheet: Any) -> Any:
    """The draft as it would be saved now; where a value cannot be read, as it was."""
    draft = copy(sheet.document) if sheet.document else sheet.model(kind=sheet.model.KIND)
    for name, value in sheet.said().items():
        setattr(draft, name, value)
    return draft
