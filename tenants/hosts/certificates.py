"""The question of a proxy that fetches certificates on demand: may this host have one?

Caddy asks `GET /certificates/SECRET/?domain=books.example.com` before it lets anybody fetch a
certificate for a host (`on_demand_tls`, `ask`): 200 yes, 404 no, and nothing else is told. It asks
without TLS and cannot send a header, so the secret stands in the address, and it is the whole
protection: without it the address does not exist, like any other. It does not depend on where a
request seems to come from, since behind a proxy everything comes from the proxy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from secrets import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tenants.hosts import tenant_at

WHERE = "/certificates/"
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]+(\.[a-z0-9-]+)+")


class CertificateMiddleware:
    """Outside of all others: in front of the rule that everything comes by TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(WHERE) and self._is_the_proxy(request):
            return _answer(may_have_certificate(request.GET.get("domain", "")))
        return self.get_response(request)

    def _is_the_proxy(self, request: HttpRequest) -> bool:
        secret = settings.CERTIFICATE_SECRET
        shown = request.path_info.removeprefix(WHERE).rstrip("/")
        return bool(secret) and compare_digest(shown.encode(), secret.encode())


def may_have_certificate(domain: str) -> bool:
    """Our own hosts, and those that lead to an open tenant. No query for what is remembered."""
    host = domain.lower().rstrip(".")
    if host in (settings.BASE_HOST, settings.PROVIDER_HOST):
        return True
    if not HOST.fullmatch(host):
        return False
    tenant = tenant_at(host)
    return tenant is not None and tenant.is_open


def _answer(yes: bool) -> HttpResponse:
    answer = HttpResponse(status=200 if yes else 404)
    answer["Cache-Control"] = "no-store"
    answer._has_been_logged = True  # type: ignore[attr-defined] # Django would log the address
    return answer
