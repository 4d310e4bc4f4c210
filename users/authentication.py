"""Who is asking, as DRF wants to be told. The middleware has already found out."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from tenants.request import KnownRequest
from users.models.api_token import TOKEN


def bearer_of(request: HttpRequest) -> str | None:
    """The secret of the Authorization header; never from an address or a body."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() or None if scheme.lower() == "bearer" else None


def tokens_in(request: HttpRequest) -> set[str]:
    """Every token of ours that this request shows, wherever a program may have put it."""
    shown = [request.path_info, request.META.get("QUERY_STRING", ""), *request.headers.values()]
    shown.append(_basic_of(request))
    return {secret for text in shown for secret in TOKEN.findall(text)}


def _basic_of(request: HttpRequest) -> str:
    """Name and password of `Authorization: Basic`, where programs like to put a token."""
    scheme, _, hidden = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(hidden).decode("latin-1")
    except ValueError:
        return ""


class Forged(exceptions.PermissionDenied):
    """A session came without the CSRF token of its browser: another site may have sent it."""

    default_code = "csrf"
    default_detail = _(
        "Send the token of `GET /api/v1/session/` in the header X-CSRFToken, with its cookie and"
        " this host as Origin."
    )


class KnownHere(SessionAuthentication):
    """A token of this host, or a session of this host together with its CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        asked = KnownRequest.of(request)
        if asked.api_token is not None:
            return asked.user, asked.api_token
        if "Authorization" in asked.headers:
            raise exceptions.AuthenticationFailed
        if not asked.user.is_authenticated:
            return None
        self.enforce_csrf(request)
        return asked.user, None

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise Forged from None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class AtABrowser(KnownHere):
    """Somebody at a browser, known or not, whose cookies are kept: never a program's token.

    The CSRF token is demanded also of strangers. Otherwise another site could sign a browser in as
    the attacker, and what its person then types would be the attacker's.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        asked = KnownRequest.of(request)
        if "Authorization" in asked.headers:
            raise exceptions.AuthenticationFailed
        self.enforce_csrf(request)
        return (asked.user, None) if asked.user.is_authenticated else None
