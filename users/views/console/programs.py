"""The provider's programs and their tokens."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.confirming import ask_to_confirm
from tenants.actor import Actor
from tenants.request import StaffRequest
from users.confirmed.staff import MAKE, ROTATE
from users.console import changes, looks
from users.forms.tokens import ProviderTokenForm, RotationForm
from users.models import ApiToken
from users.scopes import as_people_say, refuse_more
from users.workflows.tokens import revoke_token


@require_safe
@looks("tokens")
def programs(request: StaffRequest) -> HttpResponse:
    """Those that work; and below, those of the last time that do not any more."""
    found = list(ApiToken.objects.of_provider().to_list()[:200])
    live = [each for each in found if each.is_live]
    for each in live:
        each.may_do = _may_do(each)
    told = {
        "live": live,
        "over": [each for each in found if not each.is_live][:20],
        "may_change": _may_change(request),
    }
    return render(request, "users/console/programs.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@changes("tokens")
def new(request: StaffRequest) -> HttpResponse:
    form = ProviderTokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refuse_more(form.payload["scopes"], request.staff.scopes)
        return ask_to_confirm(request, MAKE, form.payload, back="/programs/")
    return render(request, "users/console/program_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@looks("tokens")
def program(request: StaffRequest, token_id: UUID) -> HttpResponse:
    """One, and a form to replace it while it works."""
    one = _one(token_id)
    if not (_may_change(request) and one.is_live and one.successor is None):
        if request.method == "POST":
            raise PermissionDenied
        return _page(request, one)
    form = RotationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refuse_more(one.scopes, request.staff.scopes)
        about = {"id": str(one.pk), "name": one.name, "prefix": one.prefix}
        back = f"/programs/{one.pk}/"
        return ask_to_confirm(request, ROTATE, about | form.cleaned_data, back=back)
    return _page(request, one, form)


@require_POST
@changes("tokens")
def revocation(request: StaffRequest, token_id: UUID) -> HttpResponse:
    one = _one(token_id)
    revoke_token(one, by=Actor.of_staff(request.user), why="by hand")
    messages.success(request, _("%(name)s cannot come in any more.") % {"name": one.name})
    return redirect("console-programs")


def _page(request: StaffRequest, one: ApiToken, form: RotationForm | None = None) -> HttpResponse:
    told = {
        "token": one,
        "may_do": _may_do(one),
        "form": form,
        "may_change": _may_change(request),
    }
    return render(request, "users/console/program.html", told)


def _may_do(token: ApiToken) -> str:
    return as_people_say(token.scopes, of_provider=True)


def _may_change(request: StaffRequest) -> bool:
    return bool(request.staff.may("tokens", writes=True))


def _one(pk: UUID) -> ApiToken:
    return cast(ApiToken, get_object_or_404(ApiToken.objects.of_provider().to_list(), pk=pk))
