"""Programs and their tokens, on a workspace's host. In the public room."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.confirming import ask_to_confirm
from tenants.request import WorkspaceRequest
from tenants.roles import changes, looks
from tenants.visiting import acting, in_public
from users.confirmed.tokens import MAKE, ROTATE
from users.forms.tokens import RotationForm, TokenForm
from users.models import ApiToken
from users.scopes import as_people_say
from users.workflows.tokens import revoke_token


def may_be_replaced(request: WorkspaceRequest, token: ApiToken) -> bool:
    """By its own person: the new one acts for the same, and its secret is shown to who asks."""
    is_mine = token.membership_id == request.key.id
    return is_mine and token.is_live and token.successor is None


@require_safe
@in_public
@looks("programs")
def tokens(request: WorkspaceRequest) -> HttpResponse:
    """Those that work; and below, those of the last time that do not any more."""
    found = list(_visible(request)[:200])
    told = {
        "live": [each for each in found if each.is_live],
        "over": [each for each in found if not each.is_live][:20],
    }
    return render(request, "users/tokens/list.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@in_public
@changes("programs")
def new(request: WorkspaceRequest) -> HttpResponse:
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return ask_to_confirm(request, MAKE, form.payload, back=reverse("tokens"))
    return render(request, "users/tokens/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@in_public
@changes("programs")
def token(request: WorkspaceRequest, token_id: UUID) -> HttpResponse:
    """One, and to its own person a form to replace it."""
    one = _one(request, token_id)
    told = {"token": one, "may_do": as_people_say(one.scopes)}
    if not may_be_replaced(request, one):
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "users/tokens/one.html", told)
    form = RotationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        about = {"id": str(one.pk), "name": one.name, "prefix": one.prefix}
        wanted = about | form.cleaned_data
        return ask_to_confirm(request, ROTATE, wanted, back=reverse("tokens"))
    return render(request, "users/tokens/one.html", {**told, "form": form})


@require_POST
@in_public
@changes("programs")
def revocation(request: WorkspaceRequest, token_id: UUID) -> HttpResponse:
    one = _one(request, token_id)
    revoke_token(one, by=acting(request), why="by hand")
    messages.success(request, _("%(name)s cannot come in any more.") % {"name": one.name})
    return redirect("tokens")


def _one(request: WorkspaceRequest, pk: UUID) -> ApiToken:
    return cast(ApiToken, get_object_or_404(_visible(request), pk=pk))


def _visible(request: WorkspaceRequest) -> Any:
    """The tokens of this workspace that who asks may see."""
    return ApiToken.objects.visible_to(request.key, request.tenant.id).to_list()
