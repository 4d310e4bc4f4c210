"""Where somebody may be sent on: to a page of the host that was asked, and nowhere else."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

# Pages that only lead on: to be sent back to one of them would go round in circles.
_DOORS = ("/sign-in/", "/enter/", "/sign-out/", "/go/", "/language/")


def is_own_path(text: str) -> bool:
    return text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None)


def own_path(text: str | None) -> str:
    """The page that was asked for, or the start. Never another host, never a door."""
    return text if text and is_own_path(text) and not text.startswith(_DOORS) else "/"


def next_of(request: HttpRequest) -> str:
    """Where somebody wanted to go before they had to sign in; also to `/go/`."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if is_own_path(asked) else ""
