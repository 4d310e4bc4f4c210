"""Session, user and membership of a request: one query, in the public room, before any door."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions import middleware
from django.http import HttpRequest, HttpResponse

from config import problems
from users.authentication import bearer_of
from users.known import by_token
from users.sessions import SessionStore


class SessionMiddleware(middleware.SessionMiddleware):
    """Sets `session`, `user`, `key` (the membership here, or None) and `api_token`.

    The cookie holds the session's secret; the table holds its digest.
    """

    def process_request(self, request: HttpRequest) -> None:
        asked = cast(Any, request)
        # Programs alone use the provider host: a session of the public host is none of its own.
        is_provider = asked.kind == "provider"
        secret = None if is_provider else request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        asked.session = SessionStore.of_secret(secret, asked.tenant and asked.tenant.id)
        asked.user, asked.key, asked.api_token = AnonymousUser(), None, None
        if problems.is_for_api(request) and "Authorization" in request.headers:
            self._by_token(asked)
        else:
            self._by_session(asked)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value:
            cookie.set(cookie.key, request.session.secret, request.session.secret)  # type: ignore[attr-defined]
        elif cookie is not None:
            cookie["httponly"] = True  # Django deletes it without
        return response

    def _by_session(self, request: Any) -> None:
        user = request.session.user()
        if user is not None:
            request.user, request.key = user, request.session.key

    def _by_token(self, request: Any) -> None:
        """A workspace's token is good on that workspace's host only, a provider's on its own."""
        secret = bearer_of(request)
        if secret is None or request.kind == "public":
            return
        known = by_token(secret, request.tenant and request.tenant.id)
        if known is not None:
            request.api_token, request.key = known.token, known.key
            request.user = known.user or request.user
