"""Giving up one's own key, on the public host: also that of a workspace whose door is shut."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from config.errors import Refusal
from tenants.actor import Actor
from tenants.forms.life import SlugTypedForm
from tenants.models import Membership
from tenants.workflows.keys import take_key


@method_decorator([never_cache, login_required], name="dispatch")
class LeaveView(View):
    """Says what happens, and wants the workspace's name typed before it does."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(request, self._key(request, slug))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        key = self._key(request, slug)
        form = SlugTypedForm(request.POST, slug=slug)
        if not form.is_valid():
            return self._show(request, key, form)
        try:
            take_key(key.pk, by=Actor(user=request.user))  # type: ignore[arg-type]
        except Refusal as refusal:
            form.add_error("slug", str(refusal.detail))
            return self._show(request, key, form)
        messages.success(request, _("You have left %(name)s.") % {"name": key.tenant.name})
        return redirect("home")

    def _key(self, request: HttpRequest, slug: str) -> Membership:
        mine = Membership.objects.filter(user=request.user).select_related("tenant")  # type: ignore[misc]
        return get_object_or_404(mine, tenant__slug=slug)

    def _show(
        self, request: HttpRequest, key: Membership, form: SlugTypedForm | None = None
    ) -> HttpResponse:
        told = {"workspace": key.tenant, "form": form or SlugTypedForm(slug=key.tenant.slug)}
        return render(request, "tenants/leave.html", told)
