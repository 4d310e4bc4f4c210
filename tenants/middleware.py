"""Host -> tenant -> room, for one request."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from psycopg2.errors import ReadOnlySqlTransaction

from config import problems
from config.addresses import public_address
from i18n.choice import language_of
from tenants.awaited import RETRY_AFTER, WorkspaceIsBeingUpdated, can_serve
from tenants.errors import SecondFactorWanted, WorkspaceClosed, WorkspaceSuspended
from tenants.hosts import host_of, tenant_at
from tenants.models import Tenant
from tenants.request import KnownRequest, WorkspaceRequest
from tenants.rooms import RoomError, current_room, in_room, public_room, workspace_of

Next = Callable[[HttpRequest], HttpResponse]

# What a suspended workspace still answers.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# The only addresses of a workspace host that answer before anyone is known there, and the only pages
# of the provider's. They work in the public room and never in the workspace.
OPEN_PATHS = frozenset({"/sign-in/", "/enter/", "/sign-out/", "/language/", "/api/v1/session/"})


class HostMiddleware:
    """Says which kind of host was asked, and whose. An unknown host: 404, before any session."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if current_room() is not None:
            raise RoomError("a request began inside a room that another one left open")
        asked = KnownRequest.of(request)
        host = host_of(request)
        asked.tenant, asked.kind = None, "public"
        if host == settings.PROVIDER_HOST:
            asked.kind, asked.urlconf = "provider", "config.urls_provider"
        elif host != settings.BASE_HOST:
            asked.tenant = tenant_at(host)
            asked.kind, asked.urlconf = "workspace", "config.urls_workspace"
            if asked.tenant is None or not (asked.tenant.is_open or asked.tenant.is_shut):
                return self._unknown(request)
        response = self.get_response(request)
        if asked.kind == "workspace":  # a business's papers stay out of every cache
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _unknown(self, request: HttpRequest) -> HttpResponse:
        if problems.is_for_api(request):
            return problems.response(404, "not_found", problems.NOT_FOUND)
        return self._nowhere(request)

    def _nowhere(self, request: HttpRequest) -> HttpResponse:
        """A page in the visitor's language, made of nothing but that: no session, no cookie."""
        language = language_of(request)
        with translation.override(language):
            response = render(request, "nowhere.html", status=404)
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class RoomMiddleware:
    """Opens the door for the view: the public room, or the workspace to those who hold a key."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = KnownRequest.of(request)
        tenant = asked.tenant  # on a workspace's host there is one: others were 404
        if tenant is not None and tenant.is_shut:
            return self._closed(request)
        if self._is_a_page_for_staff(asked) and asked.staff is None:
            return self._to_sign_in(request)
        if tenant is None or request.path_info in OPEN_PATHS:
            with public_room():
                return self.get_response(request)
        refused = self._refused(asked)
        if refused is not None:
            return refused
        if not can_serve(tenant.schema_head):
            return self._being_updated(request)
        if tenant.rests and request.method not in SAFE_METHODS:
            return self._suspended(request)
        return self._inside(request, tenant)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A suspended workspace's database refuses to write, also where a GET should not have."""
        wrote = isinstance(error.__cause__, ReadOnlySqlTransaction)
        if wrote and WorkspaceRequest.of(request).tenant.rests:
            return self._suspended(request)
        return None

    def _closed(self, request: HttpRequest) -> HttpResponse:
        if problems.is_for_api(request):
            return problems.response(410, WorkspaceClosed.code, WorkspaceClosed.detail)
        return render(request, "410.html", status=410)

    def _being_updated(self, request: HttpRequest) -> HttpResponse:
        """Its schema lacks a migration that this code needs; soon it will be there."""
        if problems.is_for_api(request):
            why = WorkspaceIsBeingUpdated
            response = problems.response(503, why.code, why.detail)
        else:
            response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response

    def _suspended(self, request: HttpRequest) -> HttpResponse:
        """Nothing was written, and the reason is the provider's own words."""
        notice = WorkspaceRequest.of(request).tenant.notice
        if problems.is_for_api(request):
            return problems.response(
                409, WorkspaceSuspended.code, notice or WorkspaceSuspended.detail
            )
        return render(request, "tenants/suspended.html", status=409)

    def _refused(self, request: KnownRequest) -> HttpResponse | None:
        """Anonymous: to the sign-in, or 401. Known here but without a key: there is nothing."""
        if request.key is not None:
            return self._without_factor(request) if request.key.lacks_factor else None
        for_api = problems.is_for_api(request)
        if not request.user.is_authenticated:
            if for_api:
                return problems.response(401, "not_known", problems.NOT_KNOWN)
            return self._to_sign_in(request)
        if for_api:
            return problems.response(404, "not_found", problems.NOT_FOUND)
        raise Http404

    def _is_a_page_for_staff(self, request: KnownRequest) -> bool:
        """The provider's API says itself whom it serves (`config.api.Closed`)."""
        is_open = request.path_info in OPEN_PATHS or problems.is_for_api(request)
        return request.kind == "provider" and not is_open

    def _to_sign_in(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(f"/sign-in/?{urlencode({'path': request.get_full_path()})}")

    def _without_factor(self, request: HttpRequest) -> HttpResponse:
        """The workspace demands one. The public host says so, and leads to it and back."""
        if problems.is_for_api(request):
            why = SecondFactorWanted
            return problems.response(why.status, why.code, why.detail)
        slug = WorkspaceRequest.of(request).tenant.slug
        page = reverse("factor-wanted", args=[slug], urlconf="config.urls_public")
        path = request.get_full_path() if request.method in SAFE_METHODS else "/"
        return HttpResponseRedirect(public_address(f"{page}?{urlencode({'path': path})}"))

    def _inside(self, request: HttpRequest, tenant: Tenant) -> HttpResponse:
        with workspace_of(tenant):
            response = self.get_response(request)
        if response.streaming:
            stream = cast(StreamingHttpResponse, response)
            stream.streaming_content = in_room(tenant, stream.streaming_content)  # type: ignore[arg-type]
        return response
