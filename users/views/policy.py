from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from users.models import Policy, PolicyAcceptance


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The version that holds now, in the reader's language, and whether this person accepted it."""
    current = Policy.objects.current()
    told: dict[str, Any] = {"policy": current, "text": current.text_in(get_language() or "")}
    if request.user.is_authenticated:
        told["accepted"] = PolicyAcceptance.objects.of(request.user).filter(policy=current).first()
    return render(request, "users/policy.html", told)
