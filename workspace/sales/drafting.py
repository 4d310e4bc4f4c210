"""From what was said of a draft, on a page or by the API, to rows: what is not said is filled in.

A line begins with its item's words, unit, price and VAT. What cannot be is refused with the
line's place: `lines.0.unit_price`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from i18n.currencies import CURRENCIES
from i18n.writing import written_quantity
from workspace.catalogue.models import Item
from workspace.company.models import Company
from workspace.parties.models import Party
from workspace.sales.errors import CannotBeCredited, CannotBeDrafted
from workspace.sales.models import Invoice, Line
from workspace.sales.totals import MOST_LINES, beyond, fits
from workspace.sales.vat_of_a_line import VatOnADay
from workspace.vat.categories import check_rate

Given = Mapping[str, Any]
Faults = dict[str, list[str]]


def party_of(party_id: UUID) -> Party:
    party = Party.objects.filter(pk=party_id).first()
    if party is None:
        raise CannotBeDrafted(fields={"party": [_("There is no such customer.")]})
    return party


def currency_of(given: str | None, company: Company) -> str:
    """The company's own when none is given."""
    code = given or company.currency
    if code not in CURRENCIES:
        raise CannotBeDrafted(fields={"currency": [_("Write the code of a currency, like EUR.")]})
    return code


def lines_of(
    given: Sequence[Given], *, company: Company, currency: str, day: date | None = None
) -> list[Line]:
    """New lines, not saved, with the VAT of this day, the tax point. One query, whatever their number."""
    refuse_too_many(given)
    lines, faults = read_lines(given, company=company, currency=currency, day=day)
    if faults:
        raise CannotBeDrafted(
            fields={
                f"lines.{place}.{field}": [sentence]
                for place, found in faults.items()
                for field, sentence in found.items()
            }
        )
    return [line for line in lines if line is not None]


def read_lines(
    given: Sequence[Given], *, company: Company, currency: str, day: date | None = None
) -> tuple[list[Line | None], dict[int, dict[str, str]]]:
    """Those that can be lines, in their places, and by place and field what is wrong with the others."""
    vat = VatOnADay(company, day or timezone.localdate())
    asked = {line["item"] for line in given if line.get("item")}
    items = Item.objects.in_bulk(asked) if asked else {}
    lines: list[Line | None] = []
    faults = {}
    for place, said in enumerate(given):
        found = _faults_of(said, items, company, currency) | vat.faults_of(said)
        line = None if found else _line(said, items.get(said.get("item")), vat)
        found = found or (_faults_in(line) if line else {})
        lines.append(None if found else line)
        if found:
            faults[place] = found
    return lines, faults


def credit_lines_of(given: Sequence[Given], *, invoice: Invoice) -> list[Line]:
    """New lines that take the named lines of an invoice back: in part, or what is left of them.

    A line that is named twice is counted together.
    """
    refuse_too_many(given)
    credited = {line.pk: line for line in invoice.lines.with_credited()}
    left = {pk: line.left for pk, line in credited.items()}
    faults: Faults = {}
    lines = []
    for place, one in enumerate(given):
        line = credited.get(one["line"]) if "line" in one else None
        if line is None:
            faults[f"lines.{place}.line"] = [_("Name a line of the credited invoice.")]
            continue
        quantity = one.get("quantity")
        lines.append(line.taken_back(left[line.pk] if quantity is None else quantity))
        for field, sentence in _faults_of_credit(lines[-1], left[line.pk], line.quantity).items():
            faults[f"lines.{place}.{field}"] = [sentence]
        left[line.pk] -= lines[-1].quantity
    if faults:
        raise CannotBeCredited(fields=faults)
    return lines


def refuse_too_many(given: Sequence[Any]) -> None:
    if len(given) > MOST_LINES:
        raise CannotBeDrafted(fields={"lines": [_("These are too many lines for one document.")]})


def _faults_of_credit(line: Line, left: Decimal, whole: Decimal) -> dict[str, str]:
    """What cannot be taken back of an invoice's line, of which so much is left."""
    if not left:
        return {"line": _("Nothing of this line is left to credit.")}
    if not line.quantity or (line.quantity < 0 < whole):
        return {"quantity": _("Write how many, more than 0.")}
    if not fits(line.quantity, line.unit_price):
        return {"quantity": _("This amount is too large.")}
    if beyond(line.quantity, left):
        what = {"what": line.description, "left": written_quantity(left)}
        return {"quantity": _("Of “%(what)s” only %(left)s is left to credit.") % what}
    return {}


def _faults_of(
    given: Given, items: Mapping[UUID, Item], company: Company, currency: str
) -> dict[str, str]:
    """What is neither said nor known from the item."""
    item = items.get(given["item"]) if given.get("item") else None
    if given.get("item") and item is None:
        return {"item": _("There is no such item.")}
    faults = {}
    if given.get("quantity") is None:
        faults["quantity"] = _("Write how many, more than 0.")
    if item is None and not given.get("description"):
        faults["description"] = _("Say what was sold.")
    if given.get("unit_price") is None and (item is None or currency != company.currency):
        faults["unit_price"] = _("Write the price of one, without VAT.")
    says_nothing = given.get("vat_rate") is None and not given.get("vat_category")
    if item is None and says_nothing and not given.get("tax_code"):
        if company.vat_registered:
            faults["vat_rate"] = _("Write the rate of VAT, such as 21.")
    return faults


def _line(given: Given, item: Item | None, vat: VatOnADay) -> Line:
    tax_code, category, rate = vat.of(given, item)
    price = given.get("unit_price")
    price = item.unit_price if item and price is None else price
    return Line(
        item=item,
        code=given.get("code") or (item.code if item else ""),
        description=given.get("description") or (item.name if item else ""),
        unit=given.get("unit") or (item.unit if item else "C62"),
        quantity=given["quantity"],
        unit_price=price or Decimal(0),
        tax_code=tax_code,
        vat_category=category,
        vat_rate=rate,
    )


def _faults_in(line: Line) -> dict[str, str]:
    """What cannot stand on a line."""
    faults = {}
    if line.quantity <= 0:
        faults["quantity"] = _("Write how many, more than 0.")
    if line.unit_price < 0:
        faults["unit_price"] = _("A price is not below 0.")
    if not fits(line.quantity, line.unit_price):
        faults["quantity"] = _("This amount is too large.")
    try:
        check_rate(line.vat_category, line.vat_rate)
    except ValidationError as error:
        faults["vat_rate"] = " ".join(error.messages)
    return faults
