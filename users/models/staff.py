from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.leaving import erased
from tenants.models.signed import Signed
from users.models.api_token import EVERYTHING, PROVIDER_AREAS, allows

if TYPE_CHECKING:
    from users.models.user import User


class StaffRole(models.TextChoices):
    """What somebody of the provider is there for: the table of `docs/roles.md`."""

    SUPPORT = "support", _("support")
    BILLING = "billing", _("billing")
    OPERATIONS = "operations", _("operations")

    @property
    def scopes(self) -> str:
        """As a token of the provider would have them."""
        return _SCOPES[self]

    def may(self, area: str, *, writes: bool) -> bool:
        return allows(self.scopes, area, writes=writes)

    def may_ask(self, room: str, *, writes: bool) -> bool:
        """Whether it may ask the views of this room (`tenants`, `post`)."""
        return self.may(PROVIDER_AREAS.get(room, ""), writes=writes)


_SCOPES = {
    StaffRole.SUPPORT: "people:write mail:write tenants:read",
    StaffRole.BILLING: "billing:write tenants:read",
    StaffRole.OPERATIONS: EVERYTHING,
}


class StaffQuerySet(models.QuerySet["Staff"]):
    def who_may_give(self) -> StaffQuerySet:
        """Those who may make others staff. There is always one."""
        able = [role for role in StaffRole if role.may("staff", writes=True)]
        return self.filter(role__in=able, person__is_active=True)

    def to_list(self) -> StaffQuerySet:
        """With who they are and who let them in; by name."""
        return self.select_related("person", "user").order_by("person__name", "person__email")


class StaffManager(models.Manager.from_queryset(StaffQuerySet)):  # type: ignore[misc]
    def role_of(self, user: User) -> StaffRole | None:
        found = self.filter(person=user).values_list("role", flat=True).first()
        return StaffRole(found) if found else None

    def scopes_of(self, user: User) -> str:
        """What they may do there; nothing, if they are no staff."""
        role = self.role_of(user)
        return role.scopes if role else ""


@erased(with_person="person")
class Staff(Signed):
    """Somebody works for the provider, and signs in on its host. `user` or `client` let them in.

    Taking it back removes the row.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="staff"
    )
    role = models.CharField(max_length=20, choices=StaffRole)

    objects: ClassVar[StaffManager] = StaffManager()

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"
