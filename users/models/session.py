from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.leaving import erased

if TYPE_CHECKING:
    from users.models.user import User


IDLE = timedelta(hours=1)  # NIST SP 800-63B-4, AAL2: so long it may rest
STAFF_IDLE = timedelta(minutes=15)  # at the provider's host, where other people's things are
LONGEST = timedelta(hours=12)  # from the sign-in on, whatever is done meanwhile
SEEN_EVERY = timedelta(minutes=5)  # so exact is the hour at which it was last used


class SessionQuerySet(models.QuerySet["Session"]):
    def public(self) -> SessionQuerySet:
        """Those of the public host, where people sign in."""
        return self.filter(tenant=None, of_provider=False)

    def with_workspaces(self) -> SessionQuerySet:
        """Each with `opened`: the sessions of other hosts that came from it."""
        opened = Session.objects.exclude(origin=None).select_related("tenant")
        came = models.Prefetch("came_from_it", opened.order_by("tenant__name"), to_attr="opened")
        return self.prefetch_related(came)


class SessionManager(BaseSessionManager.from_queryset(SessionQuerySet)):  # type: ignore[misc]
    def expired(self) -> models.QuerySet[Session]:
        now = timezone.now()
        return self.filter(Q(expire_date__lt=now) | Q(seen_at__lt=now - IDLE))  # type: ignore[no-any-return]

    def sign_ins_of(self, user: User) -> SessionQuerySet:
        """Those of the public host that are still good: each is one browser."""
        now = timezone.now()
        mine = self.public().filter(user=user, expire_date__gt=now, seen_at__gt=now - IDLE)
        return mine.order_by("-seen_at")  # type: ignore[no-any-return]

    def saw(self, key: str, origin: str | None) -> None:
        """It is in use, and so is the sign-in that it came from. One statement, seldom."""
        keys = [key, origin] if origin else [key]
        self.filter(session_key__in=keys).update(seen_at=timezone.now())

    def end_all_of(self, user: User, *, but: str | None = None) -> None:
        """Nobody stays signed in as this user, on no host; `but` is the session that asks."""
        self.filter(user=user).exclude(session_key=but).delete()

    def move_what_came_from(self, before: str | None, *, to: str | None) -> None:
        """The sessions of workspaces that were opened from this one, when its key changes."""
        self.filter(origin=before, origin__isnull=False).update(origin=to)


@erased(with_tenant="tenant", with_person="user")
class Session(AbstractBaseSession):
    """A session of one host. `session_key` is a digest: the secret is only in the cookie.

    `tenant` says whose host it is good for; without one, the provider's (`of_provider`) or the
    public host. `origin` is the sign-in on the public host that a session of another host came
    from: it never outlives that.
    """

    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, null=True, related_name="sessions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )
    of_provider = models.BooleanField(default=False, db_default=False)
    by_factor = models.BooleanField(default=False, db_default=False)  # proven in it
    origin = models.ForeignKey("self", models.CASCADE, null=True, related_name="came_from_it")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    browser = models.CharField(max_length=200, blank=True)  # as it calls itself
    network = models.CharField(max_length=50, blank=True)  # an address cut short: 192.0.2.0/24

    objects: ClassVar[SessionManager] = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @property
    def workspace_names(self) -> list[str]:
        """What was opened from it, of one that was read `with_workspaces`."""
        opened: list[Session] = self.opened  # type: ignore[attr-defined]
        return [each.tenant.name if each.tenant else _("Kontor console") for each in opened]

    @classmethod
    def get_session_store_class(cls) -> type:
        from users.sessions import SessionStore  # the store imports this model

        return SessionStore
