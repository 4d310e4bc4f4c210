from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models


class SessionManager(BaseSessionManager["Session"]):
    pass


class Session(AbstractBaseSession):
    """A session of one host. `session_key` is a digest: the secret is only in the cookie.

    `tenant` says whose host it is good for; without one, the public and the provider host.
    """

    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, null=True, related_name="sessions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )

    objects = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type:
        from users.sessions import SessionStore  # the store imports this model

        return SessionStore
