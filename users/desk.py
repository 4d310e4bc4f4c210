"""Where a confirmation is asked for: a page is led to it, a program is told of it.

Neither a page nor a resource: both come here by way of `config.confirming`. What is kept stands in
the public room, whichever host asks.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from rest_framework.response import Response

from config import problems
from config.confirming import Operation, Payload
from config.errors import Refusal
from tenants.hosts import host_of
from tenants.rooms import public_room
from users.errors import NothingToConfirmBy
from users.models import Confirmation
from users.models.confirmation import Decision
from users.workflows import confirm, proofs

SMS = Decision.Method.SMS.value


def desk(
    request: Any, operation: Operation, payload: Payload, *, tenant: Any = None, back: str = "/"
) -> HttpResponse:
    """Ask, and say where to go on. Who can confirm by SMS only gets the code at once."""
    asked = getattr(request, "_request", request)
    for_program = problems.is_for_api(asked)
    with public_room():
        methods = proofs.methods_of(asked.user, host=host_of(asked))
        if for_program and not methods:
            raise NothingToConfirmBy
        asking = confirm.ask(
            operation,
            payload,
            user=asked.user,
            tenant=tenant or asked.tenant,
            on_its_host=asked.tenant is not None,
            of_provider=asked.kind == "provider",
            client=asked.api_token.prefix if asked.api_token else "",
            back=back,
        )
        refusal = send_code(asked, asking) if methods == [SMS] else None
        answer = {"confirmation": told(asking, methods)}
    if not for_program:
        if refusal is not None:
            messages.error(asked, str(refusal.detail))
        return HttpResponseRedirect(path_of(asking))
    if refusal is not None:
        raise refusal
    return Response(answer, status=202)


def told(confirmation: Confirmation, methods: list[str]) -> dict[str, Any]:
    """As a program sees it."""
    return {
        "id": str(confirmation.pk),
        "state": confirmation.state,
        "says": confirmation.says,
        "methods": methods,
        "expires_at": confirmation.expires_at.isoformat(),
        "page": path_of(confirmation),
    }


def path_of(confirmation: Confirmation) -> str:
    return reverse("confirm", args=[confirmation.pk])


def send_code(request: HttpRequest, confirmation: Confirmation) -> Refusal | None:
    try:
        proofs.send_code(confirmation, asked_from=get_ip(request))
    except Refusal as refusal:
        return refusal
    return None


def signed_here(request: HttpRequest, signed: str) -> proofs.Proof:
    """What a passkey has answered, on a page of the host that is asked."""
    return proofs.by_passkey(signed, f"https://{request.get_host()}")
