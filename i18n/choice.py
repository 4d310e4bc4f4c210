"""Which language a person reads: the cookie; else the browser's; else the workspace's; else ours.

Each question answers a language of the switch, or nothing. The preference is kept nowhere else.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header


def language_of(request: HttpRequest) -> str:
    return (
        of_cookie(request) or of_browser(request) or of_workspace(request) or settings.LANGUAGE_CODE
    )


def of_cookie(request: HttpRequest) -> str | None:
    return offered(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))


def of_browser(request: HttpRequest) -> str | None:
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    return next((code for name, _ in wanted if (code := offered(name.split("-")[0]))), None)


def of_workspace(request: Any) -> str | None:
    return offered(request.tenant.language) if request.tenant else None


def carried_by(request: HttpRequest) -> str | None:
    """A choice that comes from another of our hosts, in the address."""
    return offered(request.GET.get("language", "")) if request.method == "GET" else None


def to_carry(request: HttpRequest) -> dict[str, str]:
    """What to add to the address of another of our hosts: the choice that was made, if any was."""
    choice = carried_by(request) or of_cookie(request)
    return {"language": choice} if choice else {}


def offered(code: str) -> str | None:
    return code if code in settings.INTERFACE_LANGUAGES else None


def remember(response: HttpResponse, code: str) -> None:
    """Set the cookie, and nothing else."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path="/",
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def document_languages() -> list[tuple[str, str]]:
    """Those in which a document may be written, with their names: those that have all their words."""
    return [(code, name) for code, name in settings.LANGUAGES if offered(code)]


def document_language(*wanted: str) -> str:
    """The first of these that is set and has its words; ours if none has."""
    return next((code for code in wanted if offered(code)), settings.LANGUAGE_CODE)
