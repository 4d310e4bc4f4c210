"""The owner's pages about a workspace's life. They stand on the public host: a closed workspace's
own door is shut. Who does not own the workspace finds nothing here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import View

from config.errors import Refusal
from tenants.actor import Actor
from tenants.confirmed.erasing import ask_before_erasing
from tenants.forms.life import SlugTypedForm
from tenants.models import Tenant
from tenants.workflows.close import close, reopen
from users.demanded import refuse_owner_without_factor


def owned(request: HttpRequest, slug: str) -> Tenant:
    """Raises SecondFactorWanted and ProveAgain, where the workspace demands a factor."""
    found: Tenant = get_object_or_404(Tenant.objects.owned_by(request.user), slug=slug)
    refuse_owner_without_factor(request, found)
    return found


@method_decorator([never_cache, login_required], name="dispatch")
class WorkspaceView(View):
    """Its state, and what the owner may do about it."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return render(request, "tenants/workspace.html", {"workspace": owned(request, slug)})


@method_decorator([never_cache, login_required], name="dispatch")
class TypedView(View):
    """A page that says what will happen, and wants the workspace's name typed before it does."""

    template = ""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show(request, owned(request, slug))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        workspace = owned(request, slug)
        form = SlugTypedForm(request.POST, slug=workspace.slug)
        if not form.is_valid():
            return self.show(request, workspace, form)
        try:
            return self.happen(request, workspace)
        except Refusal as refusal:
            messages.error(request, str(refusal.detail))
        return redirect("workspace", slug=slug)

    def show(self, request: HttpRequest, workspace: Tenant, form: Any = None) -> HttpResponse:
        given = {"workspace": workspace, "form": form or SlugTypedForm(slug=workspace.slug)}
        return render(request, self.template, given)

    def happen(self, request: HttpRequest, workspace: Tenant) -> HttpResponse:
        raise NotImplementedError


class CloseView(TypedView):
    template = "tenants/close.html"

    def happen(self, request: HttpRequest, workspace: Tenant) -> HttpResponse:
        close(workspace.id, by=Actor(user=request.user))  # type: ignore[arg-type]
        return redirect("workspace", slug=workspace.slug)


class EraseView(TypedView):
    """The name that is typed says which one; a code or a passkey says who wants it."""

    template = "tenants/erase.html"

    def happen(self, request: HttpRequest, workspace: Tenant) -> HttpResponse:
        return ask_before_erasing(request, workspace)


@never_cache
@require_POST
@login_required
def reopen_workspace(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = owned(request, slug)
    try:
        reopen(workspace.id, by=Actor(user=request.user))  # type: ignore[arg-type]
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
    else:
        messages.success(request, _("The workspace is open again."))
    return redirect("workspace", slug=slug)
