"""Sign-in and security: by what somebody signs in, and what each of it was made on."""

from __future__ import annotations

from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from users.factors.held import Type, awaiting_trust
from users.models import FactorRecovery, Phone, User


@never_cache
@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    held = list(Authenticator.objects.filter(user=user).order_by("pk"))
    paper = next((row for row in held if row.type == Type.RECOVERY_CODES), None)
    told: dict[str, Any] = {
        "passkeys": [row for row in held if row.type == Type.WEBAUTHN],
        "app": next((row for row in held if row.type == Type.TOTP), None),
        "has_factor": any(row.type != Type.RECOVERY_CODES for row in held),
        "codes_left": len(paper.data["marks"]) if paper else 0,
        "codes_made_at": paper and paper.created_at,
        "phone": Phone.objects.filter(user=user).first(),
        "password_since": user.password_set_at or user.created_at,
        "awaiting_trust": awaiting_trust(user),
        "recovery": FactorRecovery.objects.of(user),
    }
    return render(request, "users/security.html", told)
