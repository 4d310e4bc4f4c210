"""What is refused before anything of ours reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from rest_framework.exceptions import ParseError

from config import problems
from config.charset import is_spoken


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
