"""Money comes in: who paid, and what for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.searching import words_of
from i18n.writing import written_money
from workspace.members.acting import acting_member
from workspace.money.models import Payment
from workspace.money.settlement import with_open, with_settlement
from workspace.money.sheet import PaymentSheet
from workspace.parties.models import Party
from workspace.roles import changes
from workspace.sales.models import Invoice

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@changes("payments")
def new(request: HttpRequest) -> HttpResponse:
    """`?invoice=` for what is open of it, `?party=` for all their open ones; else who owes anything."""
    sheet = _sheet(request)
    if sheet is None:
        return _who(request)
    if "distribute" in request.POST:
        sheet.spread()
    elif request.method == "POST":
        payment = sheet.saved(by=acting_member(request), as_advance="advance" in request.POST)
        if payment is not None:
            return _done(request, payment, sheet.invoice)
    return render(request, "money/record.html", {"sheet": sheet})


def _sheet(request: HttpRequest) -> PaymentSheet | None:
    data = request.POST if request.method == "POST" else None
    wanted = _uuid(request, "invoice")
    if wanted:
        rows = Invoice.objects.issued().select_related("party", "series")
        invoice = get_object_or_404(with_settlement(rows), pk=wanted)
        return PaymentSheet(invoice.party, invoice, data)
    wanted = _uuid(request, "party")
    if wanted:
        return PaymentSheet(get_object_or_404(Party.objects.all(), pk=wanted), None, data)
    return None


def _uuid(request: HttpRequest, name: str) -> UUID | None:
    text = request.GET.get(name, "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def _done(request: HttpRequest, payment: Payment, invoice: Any) -> HttpResponse:
    money = written_money(payment.amount, payment.currency)
    messages.success(request, _("%(money)s is recorded.") % {"money": money})
    if invoice:
        return redirect("sales:document", invoice.pk)
    return redirect("money:payment", payment.pk)


def _who(request: HttpRequest) -> HttpResponse:
    """Who has open invoices, by name; one row for each currency."""
    rows = with_open(Invoice.objects.issued()).filter(open__gt=0)
    typed = request.GET.get("q", "")
    for word in words_of(typed):
        rows = rows.filter(party__name__icontains=word)
    owed = (
        rows.order_by("party__name", "party", "currency")
        .values("party", "party__name", "currency")
        .annotate(owed=Sum("open"))
    )
    page = Paginator(owed, SHOWN).get_page(request.GET.get("page"))
    return render(request, "money/who.html", {"page": page, "typed": typed})
