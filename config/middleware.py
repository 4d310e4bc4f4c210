"""What is refused before anything of ours reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from rest_framework.exceptions import ParseError

from config import problems
from config.charset import is_spoken
from config.errors import Refusal
from config.faces import refused


class CharsetMiddleware:
    """Query and body would be decoded by the charset that came: only UTF-8 passes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_spoken(request.META.get("CONTENT_TYPE", "")):
            return self.get_response(request)
        said = str(ParseError.default_detail)
        if problems.is_for_api(request):
            return problems.response(400, ParseError.default_code, said)
        return HttpResponseBadRequest(said, content_type="text/plain")


class StrictTransportMiddleware:
    """What we demand of browsers for our hosts and all below them, we do not for other people's.

    A business's own host may be the one that its other sites stand below, and one day it may lead
    elsewhere: TLS is demanded of that host alone, for 90 days.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not self._is_ours(request.META.get("HTTP_HOST", "")):
            response.headers["Strict-Transport-Security"] = f"max-age={settings.OWN_HSTS_SECONDS}"
        return response

    def _is_ours(self, asked: str) -> bool:
        host = asked.partition(":")[0].lower().rstrip(".")
        return host == settings.BASE_HOST or host.endswith(f".{settings.BASE_HOST}")


class RefusalMiddleware:
    """A "no" that a page did not expect becomes a page that says it, with its own status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, Refusal) else None
