"""The Account page: what one's own workspaces cost, who pays, and how to leave.

Each view goes through `Subscription.objects.owned_by`: who owns nothing finds nothing.
"""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from billing.account import offers_for, told_to
from billing.forms import PayerForm
from billing.models import Payer, Plan, Subscription
from billing.workflows.pay import pay_by_new
from config.errors import Refusal
from tenants.actor import Actor
from users.demanded import refuse_owner_without_factor
from users.models import User


def reader_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def acting(request: HttpRequest) -> Actor:
    return Actor(user=reader_of(request))


def mine(request: HttpRequest, slug: str) -> Subscription:
    """Raises SecondFactorWanted and ProveAgain, where the workspace demands a factor."""
    owned = Subscription.objects.owned_by(reader_of(request)).told()
    found: Subscription = get_object_or_404(owned, tenant__slug=slug)
    refuse_owner_without_factor(request, found.tenant)
    return found


def kept(request: HttpRequest, payer_id: UUID) -> Payer:
    """A payer whose data this person looks after."""
    found: Payer = get_object_or_404(Payer.objects.kept_by(reader_of(request)), pk=payer_id)
    return found


def kind_of(request: HttpRequest, payer: Payer | None = None) -> str:
    """Which of the two forms is wanted: the address says it, else the data that is there."""
    wanted = request.GET.get("kind", "")
    if wanted in Payer.Kind.values:
        return wanted
    return payer.kind if payer else Payer.Kind.COMPANY


@never_cache
@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    owned = Subscription.objects.owned_by(reader).told().prefetch_related("payer__keepers")
    told = [told_to(reader, each) for each in owned.order_by("tenant__name", "tenant__slug")]
    return render(request, "billing/account.html", {"subscriptions": told})


@never_cache
@require_safe
@login_required
def plans(request: HttpRequest, slug: str) -> HttpResponse:
    """The plans that are offered, each with its price for this workspace."""
    subscription = mine(request, slug)
    given = {"subscription": subscription, "offers": offers_for(subscription)}
    return render(request, "billing/plan.html", given)


@never_cache
@require_POST
@login_required
def choose(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    subscription, plan = mine(request, slug), get_object_or_404(Plan, code=code)
    try:
        subscription.choose(plan, by=acting(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return redirect("account-plans", slug=slug)
    messages.success(request, _("Your plan is %(plan)s now.") % {"plan": plan.name})
    return redirect("account")


@method_decorator([never_cache, login_required], name="dispatch")
class PayerView(View):
    """The data of who pays, for those who keep it."""

    template = "billing/payer.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.answer(request, mine(request, slug))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.answer(request, mine(request, slug))

    def answer(self, request: HttpRequest, subscription: Subscription) -> HttpResponse:
        payer = self.payer_of(request, subscription)
        form = PayerForm(request.POST or None, payer=payer, kind=kind_of(request, payer))
        if request.method == "POST" and form.is_valid():
            self.save(subscription, payer, form, acting(request))
            messages.success(request, _("The payer's data is saved."))
            return redirect("account")
        given = {"subscription": subscription, "form": form, "payer": payer}
        return render(request, self.template, given | self.choices(request, subscription))

    def payer_of(self, request: HttpRequest, subscription: Subscription) -> Payer:
        if subscription.payer_id is None:
            raise Http404
        return kept(request, subscription.payer_id)

    def save(self, subscription: Subscription, payer: Payer, form: PayerForm, by: Actor) -> None:
        payer.change(form.values, by=by)

    def choices(self, request: HttpRequest, subscription: Subscription) -> dict[str, object]:
        return {}


class OtherPayerView(PayerView):
    """Somebody else pays: one of those whose data one keeps, or a new one."""

    template = "billing/other_payer.html"

    def payer_of(self, request: HttpRequest, subscription: Subscription) -> Payer:
        tenant = subscription.tenant
        return Payer(
            kind=kind_of(request),
            country=tenant.country,
            document_language=tenant.language,
            email=reader_of(request).email,
        )

    def save(self, subscription: Subscription, payer: Payer, form: PayerForm, by: Actor) -> None:
        pay_by_new(subscription, form.values, by=by)

    def choices(self, request: HttpRequest, subscription: Subscription) -> dict[str, object]:
        others = Payer.objects.kept_by(reader_of(request))
        if subscription.payer_id is not None:
            others = others.exclude(pk=subscription.payer_id)
        return {"kept": others}


@never_cache
@require_POST
@login_required
def pay_by(request: HttpRequest, slug: str, payer: UUID) -> HttpResponse:
    """One of the payers whose data one keeps pays for this workspace too."""
    subscription = mine(request, slug)
    chosen = kept(request, payer)
    subscription.pay_by(chosen, by=acting(request))
    messages.success(request, _("%(name)s pays now.") % {"name": chosen.name})
    return redirect("account")


@method_decorator([never_cache, login_required], name="dispatch")
class CancelView(View):
    """Says what cancelling means, and does it when it is confirmed."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return render(request, "billing/cancel.html", {"subscription": mine(request, slug)})

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        subscription = mine(request, slug)
        subscription.cancel(by=acting(request))
        messages.success(request, _("The subscription is cancelled."))
        return redirect("account")


@never_cache
@require_POST
@login_required
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    mine(request, slug).resume(by=acting(request))
    messages.success(request, _("The subscription goes on."))
    return redirect("account")
