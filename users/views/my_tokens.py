"""The programs that act for a person, in all workspaces; on the public host."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tenants.actor import Actor
from users.models import ApiToken
from users.workflows.tokens import revoke_token

WHY = "by its person"


def mine(request: HttpRequest) -> Any:
    return ApiToken.objects.of_person(request.user.pk).live().to_list()


@never_cache
@require_safe
@login_required
def my_tokens(request: HttpRequest) -> HttpResponse:
    """A change of password does not end them: here each can be ended, or all."""
    return render(request, "users/tokens/mine.html", {"tokens": list(mine(request))})


@never_cache
@require_POST
@login_required
def my_token_revocation(request: HttpRequest, token_id: UUID) -> HttpResponse:
    one = get_object_or_404(mine(request), pk=token_id)
    revoke_token(one, by=Actor(user=request.user), why=WHY)  # type: ignore[arg-type]
    messages.success(request, _("%(name)s cannot come in any more.") % {"name": one.name})
    return redirect("my-tokens")


@never_cache
@require_POST
@login_required
def my_tokens_revocation(request: HttpRequest) -> HttpResponse:
    for one in mine(request):
        revoke_token(one, by=Actor(user=request.user), why=WHY)  # type: ignore[arg-type]
    messages.success(request, _("No program acts for you any more."))
    return redirect("my-tokens")
