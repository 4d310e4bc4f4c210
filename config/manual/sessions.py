"""How people are known on the public host: by the cookies of a browser, never by a token."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

SAFE = ("get", "head", "options")


def by_session(document: dict[str, Any]) -> dict[str, Any]:
    """The document of a host where no token is good. What changes something wants the CSRF token
    too, of strangers as well."""
    document["components"]["securitySchemes"] = {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": _("Given by `POST /api/v1/session/`."),
        },
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-CSRFToken",
            "description": _("As `GET /api/v1/session/` says, with its cookie and this Origin."),
        },
    }
    for methods in document["paths"].values():
        for method, told in methods.items():
            told["security"] = [_wanted(each, method) for each in told["security"]]
    return document


def _wanted(scheme: dict[str, Any], method: str) -> dict[str, Any]:
    known: dict[str, Any] = {"session": []} if scheme else {}
    return known if method in SAFE else known | {"csrf": []}
