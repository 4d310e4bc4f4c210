from __future__ import annotations

import secrets
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin
from uuid_utils.compat import uuid7

from tenants.life import Business
from tenants.rooms import Room

if TYPE_CHECKING:
    from users.models import User

# A label of a host name. No two hyphens in a row: `xn--` would be another alphabet in disguise.
is_slug = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    _("Write small letters from a to z and digits, with single hyphens between them."),
)
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def new_schema_name() -> str:
    """Opaque, ours, and never renamed: it tells nothing about the business. 100 random bits."""
    return "t_" + "".join(secrets.choice(_ALPHABET) for _ in range(20))


class TenantQuerySet(models.QuerySet["Tenant"]):
    def at(self, host: str) -> TenantQuerySet:
        return self.filter(domains__domain=host)

    def with_schema(self) -> TenantQuerySet:
        """Those whose schema stands and has to follow every migration."""
        return self.exclude(state__in=[Tenant.State.REQUESTED, Tenant.State.ERASED])

    def open_to(self, user: User) -> TenantQuerySet:
        """Those that this person holds a key to, and that let people in now."""
        return self.filter(
            memberships__user=user, state__in=[Tenant.State.OPEN, Tenant.State.SUSPENDED]
        )


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    def begin(self, *, client: str = "", **about: str) -> Tenant:
        """A tenant that waits to be built, with its host and a line in the public logbook.

        `client` is the prefix of the token that asked. The caller has opened a transaction.
        """
        tenant: Tenant = self.create(state=Tenant.State.PROVISIONING, **about)
        tenant.domains.create(domain=tenant.host)
        tenant.entries.create(client=client, verb="tenant.onboarded", subject=str(tenant.id))
        return tenant


class Tenant(TenantMixin):  # type: ignore[misc]
    """The unit of isolation: a schema, its domains, its life. Saving a row builds nothing."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("requested")
        PROVISIONING = "provisioning", _("provisioning")
        OPEN = "open", _("open")
        SUSPENDED = "suspended", _("suspended")
        CLOSED = "closed", _("closed")
        ERASING = "erasing", _("erasing")
        ERASED = "erased", _("erased")

    auto_create_schema = False
    auto_drop_schema = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    schema_name = models.CharField(max_length=63, unique=True, default=new_schema_name)
    slug = models.CharField(max_length=40, unique=True, validators=[is_slug, MinLengthValidator(2)])
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=State, default=State.REQUESTED)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantManager] = TenantManager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="tenant_state_is_known",
                condition=models.Q(
                    state__in=[
                        "requested",
                        "provisioning",
                        "open",
                        "suspended",
                        "closed",
                        "erasing",
                        "erased",
                    ]
                ),
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("a tenant is not deleted: it is closed, then erased by a workflow")

    @cached_property
    def room(self) -> Room:
        return Room.of_tenant(self.schema_name, self.id)

    @property
    def business(self) -> Business:
        """What its workspace may know of it."""
        return Business(
            tenant_id=self.id,
            slug=self.slug,
            name=self.name,
            country=self.country,
            language=self.language,
            currency=self.currency,
        )

    @property
    def can_be_entered(self) -> bool:
        return self.state in (
            self.State.PROVISIONING,
            self.State.OPEN,
            self.State.SUSPENDED,
            self.State.CLOSED,
        )

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.OPEN, self.State.SUSPENDED)

    @property
    def host(self) -> str:
        return f"{self.slug}.{settings.BASE_HOST}"

    @property
    def url(self) -> str:
        """Where its people find the workspace, without a slash at the end."""
        port = f":{settings.PUBLIC_URL.port}" if settings.PUBLIC_URL.port else ""
        return f"https://{self.host}{port}"
