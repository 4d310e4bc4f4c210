"""Kontor with one business in it, and the rows that the other two ways copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.measuring.rows import unload
from bench.ours import business
from tenants.models import Membership
from tenants.rooms import workspace_of
from users.sessions import SessionStore

INVOICES = 20


def build(folder: Path) -> dict[str, Any]:
    """The workspace, twenty invoices in it, its owner signed in. Leaves the rows in the folder."""
    call_command("collectstatic", interactive=False, verbosity=0)
    key = business.opened()
    business.issue_invoices(key, INVOICES)
    with workspace_of(key.tenant), connection.cursor() as cursor:
        unload(cursor, folder)
    return {"host": key.tenant.host, "cookies": cookies(key)}


def cookies(key: Membership) -> dict[str, str]:
    session: Any = SessionStore(tenant_id=key.tenant_id)
    session["_auth_user_id"] = str(key.user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = key.user.get_session_auth_hash()
    session.create()
    return {
        settings.SESSION_COOKIE_NAME: session.secret,
        settings.CSRF_COOKIE_NAME: "c" * 32,
        settings.LANGUAGE_COOKIE_NAME: "en",
    }
