"""An app that shows codes comes to somebody's factors: a secret that is shown, then its first code.

Until that code was right the secret lies in the session alone, sealed.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from users.errors import AppHeld, NotProven, WrongCode
from users.factors import totp
from users.factors.held import Type, kinds_of
from users.models import User
from users.workflows.change_factors import add_app
from users.workflows.first_factor import end_what_came_before

NEW_SECRET = "new_app"  # noqa: S105 - where it lies in the session


def begin_app(session: Any, user: User) -> str:
    """The secret, to be shown now. A repeat makes another one. Raises AppHeld."""
    _refuse_second(user)
    session[NEW_SECRET] = totp.new_secret()
    return str(session[NEW_SECRET])


def finish_app(session: Any, user: User, typed: str, *, at_once: bool) -> None:
    """The code shows that the app has the secret: there is an app, and all are told. `at_once`: see `add_app`.

    Raises NotProven, where nothing was begun, AppHeld and WrongCode; then it may be tried again.
    """
    _refuse_second(user)
    secret = session.get(NEW_SECRET)
    if not secret:
        raise NotProven
    step = totp.step_of(secret, typed)
    if step is None:
        raise WrongCode(fields={"code": [WrongCode.detail]})
    with transaction.atomic():
        add_app(user, secret, step, at_once=at_once)
        end_what_came_before(session, user, Type.TOTP)
    del session[NEW_SECRET]


def _refuse_second(user: User) -> None:
    if Type.TOTP in kinds_of(user):
        raise AppHeld
