from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone

from tenants.leaving import erased

if TYPE_CHECKING:
    from users.models.user import User


class SessionManager(BaseSessionManager["Session"]):
    def expired(self) -> models.QuerySet[Session]:
        return self.filter(expire_date__lt=timezone.now())

    def end_all_of(self, user: User, *, but: str | None = None) -> None:
        """Nobody stays signed in as this user, on no host; `but` is the session that asks."""
        self.filter(user=user).exclude(session_key=but).delete()


@erased(with_tenant="tenant", with_person="user")
class Session(AbstractBaseSession):
    """A session of one host. `session_key` is a digest: the secret is only in the cookie.

    `tenant` says whose host it is good for; without one, the public host. `origin` is the sign-in
    on the public host that a workspace's session came from: it never outlives that.
    """

    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, null=True, related_name="sessions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )
    origin = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")

    objects: ClassVar[SessionManager] = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type:
        from users.sessions import SessionStore  # the store imports this model

        return SessionStore
    def move_what_came_from(self, before: str | None, *, to: str | None) -> None:
        """The sessions of workspaces that were opened from this one, when its key changes."""
        self.filter(origin=before, origin__isnull=False).update(origin=to)

