"""Session, user and membership of a request: one query, in the public room, before any door."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions import middleware
from django.http import HttpRequest, HttpResponse

from config import problems
from tenants.request import KnownRequest
from tenants.rooms import public_room
from users.authentication import bearer_of
from users.errors import TokenAddress
from users.known import by_token
from users.models import ApiToken
from users.sessions import SessionStore
from users.workflows.tokens import remember_refusal


class SessionMiddleware(middleware.SessionMiddleware):
    """Sets `session`, `user`, `key` (the membership here, or None), `staff` (what they may on the
    provider's host, or None) and `api_token`.

    The cookie holds the session's secret; the table holds its digest.
    """

    def process_request(self, request: HttpRequest) -> None:
        asked = KnownRequest.of(request)
        asked.session = SessionStore.of_secret(
            request.COOKIES.get(settings.SESSION_COOKIE_NAME),
            asked.tenant and asked.tenant.id,
            of_provider=asked.kind == "provider",
        )
        asked.user, asked.key, asked.staff = AnonymousUser(), None, None
        asked.api_token = None
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

    def _by_session(self, request: KnownRequest) -> None:
        user = request.session.user()
        if user is not None:
            request.user, request.key = user, request.session.key
            request.staff = request.session.staff

    def _by_token(self, request: KnownRequest) -> None:
        """A workspace's token is good on that workspace's host only, a provider's on its own."""
        secret = bearer_of(request)
        if secret is None or request.kind == "public":
            return
        known = by_token(secret, request.tenant and request.tenant.id)
        if known is not None:
            request.api_token, request.key = known.token, known.key
            request.user = known.user or request.user


class TokenMiddleware:
    """A token that comes from an address which it is not allowed from is refused; of the others it
    is written down, once an hour, that they were used. Before any door, so that this also holds
    where a workspace is only read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = KnownRequest.of(request).api_token
        if token is not None and not self._may_come(request, token):
            with public_room():
                remember_refusal(token)
            return problems.response(TokenAddress.status, TokenAddress.code, TokenAddress.detail)
        if token is not None and not token.was_used_lately:
            with public_room():
                token.seen()
        return self.get_response(request)

    def _may_come(self, request: HttpRequest, token: ApiToken) -> bool:
        """As our own proxies tell it (ALLAUTH_TRUSTED_PROXY_COUNT), and nobody else."""
        return not token.addresses or token.may_come_from(get_adapter().get_client_ip(request))
