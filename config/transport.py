"""Plain HTTP, refused. A page is sent to TLS; an API says no, and a token that came is revoked."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _

from config import problems
from tenants.rooms import public_room
from users.authentication import bearer_of
from users.workflows.revoke import revoke_seen_token


class TransportMiddleware:
    """Outermost: nothing else of ours ever sees a request that came without TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.is_secure():
            return self.get_response(request)
        secret = bearer_of(request)
        if secret:
            with public_room():
                revoke_seen_token(secret)
        host = request.get_host().rsplit(":", 1)[0]
        is_page = request.method in ("GET", "HEAD") and not problems.is_for_api(request)
        if is_page and not secret and host != settings.PROVIDER_HOST:
            return HttpResponsePermanentRedirect(self._over_tls(request, host))
        return problems.response(
            403,
            "https_required",
            _("Only TLS is served here. A token that was sent without it is revoked."),
        )

    def _over_tls(self, request: HttpRequest, host: str) -> str:
        port = settings.PUBLIC_URL.port
        return f"https://{host}{f':{port}' if port else ''}{request.get_full_path()}"
