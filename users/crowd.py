"""A crowd at the sign-in, sent away at the door: before session, database and template.

Whoever comes again at once is as quick as we are, so that being refused must cost next to nothing:
else those who are signed in would pay for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation

from config import problems
from i18n.choice import language_of
from tenants.request import KnownRequest
from users.errors import TooBusy
from users.passwords import turns

# Of the public host. Whatever comes there wants a password hashed, and nothing that was typed is
# shown again. The other addresses that hash have more to do: they are refused by the hasher.
HASHES = frozenset(
    {
        ("POST", "/sign-in/"),
        ("POST", "/password/"),
        ("POST", "/api/v1/session/"),
        ("PUT", "/api/v1/me/password/"),
        ("PUT", "/api/v1/forgotten-password/new/"),
    }
)


class CrowdMiddleware:
    """Lets in as many as have a place, which is theirs until they are answered. Whom it sends away
    is told nothing of any person: it looks at the address that is asked and at the network."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with turns.asked_by(request):
            if (request.method, request.path_info) in HASHES and _is_public(request):
                return self._with_a_place(request)
            return self.get_response(request)

    def _with_a_place(self, request: HttpRequest) -> HttpResponse:
        try:
            _wait_for_all_of(request)
        except RequestDataTooBig:
            # Refused in there as elsewhere. What should hash all the same has to find a place then.
            return self.get_response(request)
        except UnreadablePostError:  # nobody listens any more
            return _come_again(request)
        try:
            with turns.place():
                return self.get_response(request)
        except TooBusy:  # of the place; what happens inside of it is an answer
            return _come_again(request)


def _is_public(request: HttpRequest) -> bool:
    return KnownRequest.of(request).kind == "public"


def _wait_for_all_of(request: HttpRequest) -> bytes:
    """The body as a whole: who sends slowly keeps nobody's place, and a proxy is not answered while
    it still sends, for which it would lose the connection."""
    return request.body


def _come_again(request: HttpRequest) -> HttpResponse:
    language = language_of(request)
    kind, body = _said(language, for_api=problems.is_for_api(request))
    answer = HttpResponse(body, status=TooBusy.status, content_type=kind)
    answer.headers["Retry-After"] = str(TooBusy.retry_after)
    answer.headers["Content-Language"] = language
    answer.headers["Vary"] = "Accept-Language, Cookie"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
    answer._has_been_logged = True  # type: ignore[attr-defined] # a flood would be one of the log too
    return answer


@cache
def _said(language: str, *, for_api: bool) -> tuple[str, bytes]:
    """Its kind and its bytes, made once."""
    with translation.override(language):
        if for_api:
            told = problems.response(TooBusy.status, TooBusy.code, TooBusy.detail)
            return problems.CONTENT_TYPE, told.content
        about = {"detail": TooBusy.detail, "public_url": settings.PUBLIC_URL.geturl()}
        return "text/html; charset=utf-8", render_to_string("crowd.html", about).encode()
