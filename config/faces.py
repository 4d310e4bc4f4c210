"""What every page shows around its content, and the pages of errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from config import problems
from config.errors import Refusal


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. It asks the database nothing."""
    tenant = getattr(request, "tenant", None)
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    names = dict(settings.LANGUAGES)
    return {
        "tenant": tenant,
        "member": _member(request) if known else None,
        "interface_languages": [(code, names[code]) for code in settings.INTERFACE_LANGUAGES],
        "staff": getattr(request, "staff", None),
        "public_url": settings.PUBLIC_URL.geturl(),
        "other_workspaces": request.session.get("other_workspaces", ()) if tenant and known else (),
    }


def _member(request: HttpRequest) -> dict[str, str]:
    user: Any = request.user
    key = getattr(request, "key", None)
    return {"name": str(user), "email": user.email, "role": key.role if key else ""}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if problems.is_for_api(request):
        return problems.response(403, "csrf", _("The form's protection token is missing."))
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.is_for_api(request):
        return problems.response(400, "bad_request", _("The request cannot be read."))
    return render(request, "400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.is_for_api(request):
        return problems.response(403, "not_allowed", _("Your role does not allow this."))
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.is_for_api(request):
        return problems.response(404, "not_found", problems.NOT_FOUND)
    return render(request, "404.html", status=404)


def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    if problems.is_for_api(request):
        response = problems.response(error.status, error.code, error.detail, error.fields)
    elif error.leads_to:
        response = HttpResponseRedirect(error.leads_to)
    else:
        response = render(request, "refused.html", {"detail": error.detail}, status=error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    if problems.is_for_api(request):
        return problems.response(500, "our_mistake", _("Something went wrong on our side."))
    return render(request, "500.html", status=500)
