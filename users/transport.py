"""Plain HTTP, refused. A page is sent to TLS; an API says no, and a token that came is revoked."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _

from config import problems
from tenants.hosts import host_of, tenant_at
from tenants.rooms import public_room
from users.authentication import tokens_in
from users.workflows.revoke import revoke_seen_token


class TransportMiddleware:
    """Outermost: nothing else of ours ever sees a request that came without TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.is_secure():
            return self.get_response(request)
        tokens = tokens_in(request)
        for secret in tokens:  # first of all, whatever else is wrong with the request
            with public_room():
                revoke_seen_token(secret)
        host = self._host_of_pages(request)
        if host and not tokens and self._asks_for_a_page(request):
            return HttpResponsePermanentRedirect(self._over_tls(request, host))
        return problems.response(
            403,
            "https_required",
            _("Only TLS is served here. A token that was sent without it is revoked."),
        )

    def _asks_for_a_page(self, request: HttpRequest) -> bool:
        return (
            request.method in ("GET", "HEAD")
            and not problems.is_for_api(request)
            and "Authorization" not in request.headers
        )

    def _host_of_pages(self, request: HttpRequest) -> str | None:
        """A host of ours that has pages. Nobody is sent on to a host that a client made up."""
        try:
            host = host_of(request)
        except DisallowedHost:
            return None
        if host == settings.BASE_HOST:
            return host
        if host == settings.PROVIDER_HOST:
            return None
        tenant = tenant_at(host)
        return host if tenant is not None and tenant.is_open else None

    def _over_tls(self, request: HttpRequest, host: str) -> str:
        port = settings.PUBLIC_URL.port
        return f"https://{host}{f':{port}' if port else ''}{request.get_full_path()}"
