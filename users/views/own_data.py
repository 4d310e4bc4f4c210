from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.generic import View

from config.confirming import ask_to_confirm
from tenants.models import Membership
from users.confirmed.own_data import DELETE, EXPORT, is_granted
from users.models import PolicyAcceptance, User
from users.own_data_words import in_order, said, title_of
from users.workflows.own_data import export, what_is_held

SHOWN = 20  # rows of one table; the file has them all


@method_decorator([never_cache, login_required], name="dispatch")
class OwnDataView(View):
    """What Kontor holds about who asks; a file of it; and the way out for good."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = cast(User, request.user)
        tables = what_is_held(user)
        held = [
            {
                "title": title_of(name),
                "many": len(tables[name]),
                "rows": [list(said(row)) for row in tables[name][-SHOWN:]],
            }
            for name in in_order(tables)
        ]
        alone = Membership.objects.alone_held_by(user).select_related("tenant")
        told = {
            "held": held,
            "last_owner_of": [key.tenant for key in alone],
            "lacks_policy": PolicyAcceptance.objects.is_missing_from(user),
        }
        grant = request.GET.get("file", "")
        if is_granted(grant, user):
            told["file"] = reverse("own-data-file", args=[grant])
        return render(request, "users/own_data.html", told)

    def post(self, request: HttpRequest) -> HttpResponse:
        kind = {"export": EXPORT, "delete": DELETE}.get(request.POST.get("do", ""))
        if kind is None:
            raise Http404
        payload = {"email": cast(User, request.user).email}
        return ask_to_confirm(request, kind, payload, back=request.path)


@never_cache
@require_GET
@login_required
def own_data_file(request: HttpRequest, grant: str) -> HttpResponse:
    user = cast(User, request.user)
    if not is_granted(grant, user):
        raise Http404
    response = JsonResponse(export(user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="kontor-about-me.json"'
    return response
