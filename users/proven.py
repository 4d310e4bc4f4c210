"""Who is signed in proves once more who they are, before the way in is changed.

Good for five minutes, in this session only, whose key is then a new one. By a factor where there is
one (a code on paper stands in for it), else by the password.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from tenants.models import PublicEntry
from users.factors.held import Type, factors_of, has_cooled, has_factor, kinds_of
from users.models import User

SECONDS = 5 * 60
PASSWORD = "password"  # noqa: S105 - how, not what

View = Callable[..., HttpResponseBase]


def proven_again(view: View) -> View:
    """The page is for who has just proven it; others are led there, and back."""

    @login_required
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_proven(request):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "POST" else request.get_full_path()
        return HttpResponseRedirect(f"{reverse('prove-again')}?{urlencode({'next': back})}")

    return asked


def is_proven(request: HttpRequest) -> bool:
    """In the last five minutes, and by the strongest that this person holds by now."""
    wanted = {"mfa"} if has_factor(kinds_of(cast(User, request.user))) else {"mfa", PASSWORD}
    return any(record["method"] in wanted for record in _again(request))


def is_proven_by_paper(request: HttpRequest) -> bool:
    """By a code on paper, just now: the one proof of who has nothing else left."""
    return any(record.get("type") == Type.RECOVERY_CODES for record in _again(request))


def _again(request: HttpRequest) -> list[dict[str, Any]]:
    records = get_authentication_records(request, cast(Any, request.user))
    return [
        record
        for record in records
        if record.get("reauthenticated") and time.time() - record["at"] < SECONDS
    ]


def ways_in(request: HttpRequest, user: User) -> str:
    """How this sign-in was done, as the logbook tells it: `password+totp`."""
    records = get_authentication_records(request, cast(Any, user))
    ways = [str(record.get("type") or record["method"]) for record in records]
    return "+".join(dict.fromkeys(ways))


def came_by_factor(request: HttpRequest, user: User) -> bool:
    records = get_authentication_records(request, cast(Any, user))
    return any(record["method"] == "mfa" for record in records)


def came_by_paper(request: HttpRequest) -> bool:
    """Whether a code on paper was used in this sign-in, on the way in or since."""
    records = get_authentication_records(request, cast(Any, request.user))
    return any(record.get("type") == Type.RECOVERY_CODES for record in records)


def came_by_what_confirms(request: HttpRequest) -> bool:
    """Whether a factor that has cooled was proven in this sign-in, on the way in or since. The very
    one: another of the same kind says nothing."""
    return _has_cooled_one(request, get_authentication_records(request, cast(Any, request.user)))


def is_proven_by_what_confirms(request: HttpRequest) -> bool:
    """By such a factor, just now: what is added then has nothing to wait for."""
    return _has_cooled_one(request, _again(request))


def _has_cooled_one(request: HttpRequest, records: list[dict[str, Any]]) -> bool:
    used = {record["id"] for record in records if "id" in record}
    mine = factors_of(cast(User, request.user)).filter(pk__in=used)
    return any(map(has_cooled, mine))


def remember(
    request: HttpRequest, user: User, method: str, row: Authenticator | None = None
) -> None:
    """That this was proven in this session, on the way in; `row`: by which factor."""
    record_authentication(request, cast(Any, user), method, **_named(row))


def renew(request: HttpRequest, method: str, row: Authenticator | None = None) -> None:
    """It was proven again: the session goes on under a new key, the old one is worth nothing."""
    user, named = cast(User, request.user), _named(row)
    record_authentication(request, cast(Any, user), method, **named, reauthenticated=True)
    request.session.cycle_key()
    how = named.get("type", method)
    PublicEntry.objects.create(user=user, verb="user.proven_again", subject=f"{user.pk} {how}")


def _named(row: Authenticator | None) -> dict[str, Any]:
    return {"id": row.pk, "type": str(row.type)} if row else {}
