"""What stands on a paper, as values: every word in the document's language, nothing left to count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from i18n.writing import written_amount, written_day, written_quantity
from identity.iban import written
from workspace.papers.lettering import line, lines
from workspace.papers.payment_code import payment_code
from workspace.sales.models import Document
from workspace.sales.presented import Presented, presented
from workspace.sales.totals import VatGroup
from workspace.vat.categories import VatCategory


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that printing needs. The same content makes the same bytes.

    `values` are texts, lists and dicts of texts, as `document.typ` reads them. `moment` is what the
    file says of when it was made: the moment of issue. `logo` is a PNG or JPEG.
    """

    language: str
    title: str
    author: str
    moment: datetime
    values: dict[str, Any]
    logo: bytes | None = None


def content_of(document: Document, logo: bytes | None = None) -> Content:
    """What an issued document says, from what it kept at issue."""
    shown = presented(document)
    if document.issued_at is None:
        raise ValueError("a draft has no paper")
    with override(shown.language):
        values = _values(document, shown)
    return Content(
        language=shown.language,
        title=f"{values['kind']} {values['number']}",
        author=line(shown.seller["name"]),
        moment=document.issued_at,
        values=values,
        logo=logo,
    )


def _values(document: Document, shown: Presented) -> dict[str, Any]:
    return {
        "kind": document.get_kind_display(),
        "number": line(document.label),
        "credited": _credited(document),
        "dates": [[name, written_day(day)] for name, day in shown.dates],
        "seller": _side(_("Seller"), shown.seller),
        "buyer": _side(_("Buyer"), shown.buyer),
        "lines": _lines(document, shown),
        "vat": _vat(document, shown),
        "totals": _totals(document, shown),
        "payment": _payment(document, shown),
        "note": lines(document.note),
        "wording": shown.wording,
        "foot": _foot(shown.seller),
        # Typst knows how many pages there are: it fills these two in.
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
    }


def _credited(document: Document) -> str:
    if document.credits is None or document.credits.issue_date is None:
        return ""
    told = {"number": document.credits.label, "day": written_day(document.credits.issue_date)}
    return line(_("To %(number)s of %(day)s") % told)


def _side(title: str, side: dict[str, Any]) -> dict[str, Any]:
    numbers = [
        (_("Reg. no."), side.get("registration_number")),
        (_("VAT no."), side.get("vat_number")),
    ]
    told = [*side["address"], *(f"{name} {value}" for name, value in numbers if value)]
    return {"title": title, "name": line(side["name"]), "lines": [line(one) for one in told]}


def _lines(document: Document, shown: Presented) -> dict[str, Any]:
    amount = f"{_('Amount')}, {document.currency}"
    head = [_("Description"), _("Quantity"), _("Unit"), _("Price"), _("VAT"), amount]
    return {"head": head, "rows": [_line(document, one) for one in shown.lines]}


def _line(document: Document, one: dict[str, Any]) -> dict[str, Any]:
    row, rate = one["row"], one["rate"]
    figures = [
        written_quantity(row.quantity),
        line(one["unit"]),
        written_amount(row.unit_price, document.currency),
        f"{written_quantity(rate)}%" if rate else "–",
        written_amount(row.net, document.currency),
    ]
    return {"text": lines(row.description), "figures": figures}


def _vat(document: Document, shown: Presented) -> dict[str, Any] | None:
    """Taxable amount and VAT per rate (VAT Directive, article 226 (8) to (10)), where there is any."""
    groups = shown.totals.groups
    if all(group.category == VatCategory.OUTSIDE for group in groups):
        return None
    rows = [
        [
            _rate(group),
            written_amount(group.net, document.currency),
            written_amount(group.vat, document.currency),
        ]
        for group in groups
    ]
    return {"head": [_("VAT rate"), _("Net"), _("VAT")], "rows": rows}


def _rate(group: VatGroup) -> str:
    if group.rate:
        return f"{written_quantity(group.rate)}%"
    return str(VatCategory(group.category).label)


def _totals(document: Document, shown: Presented) -> dict[str, Any]:
    totals, currency = shown.totals, document.currency
    rows = [(_("Net"), totals.net)]
    if shown.totals.vat or any(group.rate for group in totals.groups):
        rows.append((_("VAT"), totals.vat))
    words = _("To pay") if document.kind == Document.Kind.INVOICE else _("Credited")
    return {
        "rows": [[name, written_amount(amount, currency)] for name, amount in rows],
        "sum": [f"{words}, {currency}", written_amount(totals.gross, currency)],
    }


def _payment(document: Document, shown: Presented) -> dict[str, Any] | None:
    """How to pay an invoice. A credit note asks for nothing."""
    seller = shown.seller
    if document.kind != Document.Kind.INVOICE or not seller.get("iban"):
        return None
    rows = [
        (_("Payee"), line(seller["name"])),
        (_("IBAN"), written(seller["iban"])),
        (_("BIC"), line(seller.get("bic") or "")),
        (_("Bank"), line(seller.get("bank_name") or "")),
        (_("Reference"), line(document.label)),
        (_("To be paid by"), written_day(document.due_date) if document.due_date else ""),
    ]
    return {
        "title": _("Payment"),
        "rows": [[name, value] for name, value in rows if value],
        "code": _code(document, seller, shown.totals.gross),
        "code_words": _("Scan with your bank's app"),
    }


def _code(document: Document, seller: dict[str, Any], amount: Decimal) -> str | None:
    return payment_code(
        payee=seller["name"],
        iban=seller["iban"],
        bic=seller.get("bic") or "",
        amount=amount,
        currency=document.currency,
        reference=document.label,
    )


def _foot(seller: dict[str, Any]) -> str:
    told = (seller["name"], seller.get("phone"), seller.get("email"))
    return " · ".join(line(one) for one in told if one)
