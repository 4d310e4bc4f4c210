"""Somebody of the provider: let in by hand, and signed in on its host, by the whole way or at once."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings

from tenants.actor import Actor
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser
from tests.users.factors import code_of, signed_in
from users.factors import totp
from users.factors.held import Type, kinds_of
from users.models import StaffRole, User
from users.workflows.staff import give_staff

CONSOLE = f"https://{settings.PROVIDER_HOST}:8443"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_staff(user: User, role: str = "operations", *, app: bool = True) -> User:
    """With an app that shows codes of `SECRET`, held for long."""
    with public_room():
        give_staff(user.pk, role=StaffRole(role), by=Actor(client="test"))
        if app and Type.TOTP not in kinds_of(user):
            totp.add(user, SECRET, int(time.time()) // 30 - 10)
    return user


def on_api(user: User, *, checks: bool = False) -> world.Program:
    """A session on the provider's host, as a browser's own script would use it."""
    client: Any = world.Program(
        enforce_csrf_checks=checks, headers={"host": f"{settings.PROVIDER_HOST}:8443"}
    )
    with public_room():
        client.cookies["__Host-sid"] = world.sign_in(user, None, of_provider=True)
    return client


def on_pages(user: User) -> world.Browser:
    """The same for pages."""
    client = world.Browser(headers={"host": f"{settings.PROVIDER_HOST}:8443"})
    with public_room():
        client.cookies["__Host-sid"] = world.sign_in(user, None, of_provider=True)
    return client


def come_in(email: str, path: str = "/") -> Browser:
    """The whole way: password, code of the app, ticket."""
    browser = signed_in(email)
    browser.send(code=code_of(SECRET))
    browser.open(f"{CONSOLE}{path}")
    return browser


__all__ = ["CONSOLE", "PUBLIC", "SECRET", "come_in", "make_staff", "on_api", "on_pages"]
