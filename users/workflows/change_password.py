"""Somebody who is signed in chooses another password."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.password_change import change_password as set_password
from allauth.core.ratelimit import consume
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.utils.translation import get_language

from users.errors import TooFast
from users.models import User
from users.tasks import tell_of_new_password


def count_change(request: Any) -> None:
    """The limit of the page holds for programs as well. Raises TooFast."""
    if not consume(request, action="change_password", user=request.user):
        raise TooFast


@transaction.atomic
def change_password(request: Any, user: User, new: str) -> None:
    """The person stays signed in here, and nowhere else. The old one was given, the new one is good.

    Leaves a line, and the letter that tells of it.
    """
    set_password(user, new)
    update_session_auth_hash(request, user)
    tell_of_new_password.enqueue(str(user.pk), get_language())
