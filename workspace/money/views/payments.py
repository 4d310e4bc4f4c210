"""One payment: what it pays, and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.errors import Refusal
from workspace.members.acting import acting_member
from workspace.money.distributing import oldest_first
from workspace.money.forms import ReversalForm, SharesForm
from workspace.money.models import Payment
from workspace.money.owed import open_invoices
from workspace.money.sheet import SHOWN
from workspace.roles import changes, looks, may_change


@require_safe
@looks("payments")
def show(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    payment = _found(payment_id)
    return _shown(request, payment, _shares(payment))


@require_POST
@changes("payments")
def allocate(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """More of it pays invoices, as typed. What is wrong is told beside what was typed."""
    payment = _found(payment_id)
    shares = _shares(payment, request.POST)
    if shares is None:
        return redirect("money:payment", payment_id)
    if not shares.is_valid():
        return _shown(request, payment, shares, status=422)
    try:
        payment.allocate_more(shares.amounts(), by=acting_member(request))
    except Refusal as refusal:
        _tell(shares, refusal)
        return _shown(request, payment, shares, status=refusal.status)
    messages.success(request, _("The payment is allocated."))
    return redirect("money:payment", payment_id)


@require_POST
@changes("payments")
def take_back(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    payment = _found(payment_id)
    try:
        invoice = UUID(request.POST.get("invoice", ""))
    except ValueError:
        raise Http404 from None
    payment.take_back(invoice, by=acting_member(request))
    messages.success(request, _("The allocation is taken back. The money is an advance again."))
    return redirect("money:payment", payment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@changes("payments")
def reverse(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Asks why; then what it paid is open again."""
    payment = _found(payment_id)
    if payment.is_reversed:
        return redirect("money:payment", payment_id)
    form = ReversalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        payment.reverse(by=acting_member(request), **form.cleaned_data)
        messages.success(request, _("The payment is reversed."))
        return redirect("money:payment", payment_id)
    return render(request, "money/reverse.html", {"payment": payment, "form": form})


def _found(payment_id: UUID) -> Any:
    rows = Payment.objects.to_list().select_related("created_by", "reversal__created_by")
    return get_object_or_404(rows, pk=payment_id)


def _shares(payment: Any, data: Any = None) -> SharesForm | None:
    """The open invoices that its rest could pay, proposed oldest first; None when there is none."""
    if not payment.rest:
        return None
    invoices = list(open_invoices(payment.party, currency=payment.currency)[:SHOWN])
    spread = oldest_first(payment.rest, invoices)
    shares = {pk: round(share, payment.decimals) for pk, share in spread.items()}
    return SharesForm(data, invoices=invoices, shares=shares) if invoices else None


def _tell(shares: SharesForm, refusal: Refusal) -> None:
    told = refusal.fields or {"": [str(refusal.detail)]}
    for name, sentences in told.items():
        if not shares.tell(name.removeprefix("allocations."), sentences):
            shares.add_error(None, sentences)


def _shown(
    request: HttpRequest, payment: Any, shares: SharesForm | None, status: int = 200
) -> HttpResponse:
    may = may_change(request, "payments")
    context = {
        "payment": payment,
        "allocations": payment.allocations.to_list(),
        "shares": shares if may else None,
        "may_change": may,
    }
    return render(request, "money/payment.html", context, status=status)
