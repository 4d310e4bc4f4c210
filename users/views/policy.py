from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from users.errors import OtherVersion
from users.models import Policy, PolicyAcceptance, User
from users.paths import next_of
from users.workflows.accept_policy import accept_policy


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    """The version that holds now, in the reader's language. Who has not accepted it can do so here,
    and goes on to where they were going; or goes on without."""
    if request.method == "POST":
        return _accept(request)
    current = Policy.objects.current()
    told: dict[str, Any] = {
        "policy": current,
        "text_of_policy": current.text_in(get_language() or ""),
    }
    if request.user.is_authenticated:
        mine = PolicyAcceptance.objects.of(request.user)
        told["accepted"] = mine.filter(policy=current).first()
        told["before"] = None if told["accepted"] else mine.first()
        told["next"] = next_of(request)
    return render(request, "users/policy.html", told)


@login_required
def _accept(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("number", "")
    try:
        accept_policy(cast(User, request.user), int(number) if number.isdecimal() else 0)
    except OtherVersion as other:
        messages.error(request, str(other.detail))
        return HttpResponseRedirect(reverse("policy"))
    messages.success(request, _("You have accepted the policy."))
    return HttpResponseRedirect(next_of(request) or reverse("home"))
