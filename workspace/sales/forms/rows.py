"""The lines of a draft as the page shows them. Plain values: a widget of Django costs a millisecond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from workspace.catalogue.units import UNITS
from workspace.sales import vat_choices

TELLING = ("description", "quantity", "unit_price", "vat")
FIELDS = ("description", "item", "quantity", "unit", "unit_price", "vat")


@dataclass
class Row:
    """One line: what stands in its inputs, what is wrong there, and its net if it has one."""

    place: int
    values: dict[str, Any]
    options: Options
    faults: Mapping[str, Iterable[str]] = field(default_factory=dict)
    net: Any = None
    is_new: bool = False

    @property
    def name(self) -> str:
        return f"lines-{self.place}"

    def told(self) -> dict[str, SafeString]:
        """For each field the sentences that say what to write instead; mostly none."""
        return {name: _sentences(self.faults.get(name, ())) for name in TELLING}

    def units(self) -> SafeString:
        return self.options.units(self.values["unit"])

    def vats(self) -> SafeString:
        return self.options.vats(self.values["vat"])


class Options:
    """What the lists of every line offer; each is written once for every value chosen."""

    def __init__(self, vat: vat_choices.Choices) -> None:
        units = [("", "–"), *((code, str(name)) for code, name in UNITS)]
        self.units = cache(lambda value: _options(units, value))
        self.vats = cache(lambda value: _options(vat_choices.with_these(vat, [value]), value))


def _options(offers: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """A value that is not offered stands at the end: what was written is not lost."""
    offers = list(offers)
    if chosen not in dict(offers):
        offers.append((chosen, chosen))
    marked = ((value, " selected" if value == chosen else "", words) for value, words in offers)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


def _sentences(told: Iterable[str]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in told))
    return format_html('<ul class="errorlist">{}</ul>', items) if items else items


def values_of(form: Any) -> dict[str, str]:
    """As they are typed or kept, in the reader's way of writing."""
    shown = ((name, form[name].value()) for name in FIELDS)
    return {name: "" if value is None else str(value) for name, value in shown}
