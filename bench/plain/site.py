"""Django's own tables by Django's own `migrate`, the copied rows, somebody signed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, transaction

from bench.measuring.rows import load
from users.models import User


def build(folder: Path) -> dict[str, Any]:
    call_command(migrate.Command(), verbosity=0, interactive=False)  # by name it would be ours
    with transaction.atomic(), connection.cursor() as cursor:
        load(cursor, folder)
    return {"host": f"bench.{settings.BASE_HOST}", "cookies": cookies()}


def cookies() -> dict[str, str]:
    """Those of a browser whose user is signed in."""
    user = User.objects.create_user("owner@bench.example", name="Bench Owner")
    session: Any = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {
        settings.SESSION_COOKIE_NAME: session.session_key,
        settings.CSRF_COOKIE_NAME: "c" * 32,
        settings.LANGUAGE_COOKIE_NAME: "en",
    }
