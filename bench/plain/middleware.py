"""What our views want to know of a request, without asking anything: it is the same for all."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse

BUSINESS = SimpleNamespace(name="Mērs")
OWNER = SimpleNamespace(id=None, role="owner")


class OneBusiness:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.kind, request.key, request.api_token = "workspace", OWNER, None
        if not hasattr(request, "tenant"):  # django-tenants has found one by its host
            request.tenant = BUSINESS
        return self.get_response(request)
