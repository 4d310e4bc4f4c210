from __future__ import annotations

import secrets
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin
from uuid_utils.compat import uuid7

from config.together import write_together
from tenants.leaving import kept
from tenants.life import Business
from tenants.models.closure import Closure
from tenants.models.domain import Domain
from tenants.models.entry import PublicEntry
from tenants.models.membership import Role
from tenants.models.schema import Schema
from tenants.models.suspension import Suspension
from tenants.rooms import Room, public_room

if TYPE_CHECKING:
    from tenants.actor import Actor
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


def address_of(host: str) -> str:
    """Of the start of one of our hosts, without a slash at the end."""
    port = f":{settings.PUBLIC_URL.port}" if settings.PUBLIC_URL.port else ""
    return f"https://{host}{port}"


class TenantQuerySet(models.QuerySet["Tenant"]):
    def at(self, host: str) -> TenantQuerySet:
        return self.filter(domains__domain=host)

    def with_schema(self) -> TenantQuerySet:
        """Those whose schema stands and has to follow every migration."""
        none = [Tenant.State.REQUESTED, Tenant.State.ERASING, Tenant.State.ERASED]
        return self.exclude(state__in=none)

    def with_its_host(self) -> TenantQuerySet:
        """Together with the host that its people are sent to: `url` then asks nothing."""
        primary = Domain.objects.filter(tenant=OuterRef("pk"), is_primary=True).values("domain")
        found: TenantQuerySet = self.annotate(primary_host=Subquery(primary[:1]))
        return found

    def with_head(self) -> TenantQuerySet:
        """With `schema_head`: in which migrations its schema ends; None if it has none."""
        head = Schema.objects.filter(name=OuterRef("schema_name")).values("head")
        found: TenantQuerySet = self.annotate(schema_head=Subquery(head))
        return found

    def open_to(self, user: User) -> TenantQuerySet:
        """Those that this person holds a key to, and that let people in now."""
        return self.with_its_host().filter(
            memberships__user=user, state__in=[Tenant.State.OPEN, Tenant.State.SUSPENDED]
        )

    def with_its_life(self) -> TenantQuerySet:
        """Together with the rows that say why its state is what it is."""
        return self.with_its_host().select_related("closure", "suspension", "erasure")

    def owned_by(self, user: User) -> TenantQuerySet:
        """Those that this person may close, reopen and erase, and those on their way out."""
        state = Tenant.State
        there = [state.OPEN, state.SUSPENDED, state.CLOSED, state.ERASING]
        mine = self.with_its_host().filter(memberships__user=user, memberships__role=Role.OWNER)
        return mine.filter(state__in=there).select_related(
            "closure", "suspension", "factor_demand__user"
        )


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    def begin(self, *, by: Actor | None = None, **about: str) -> Tenant:
        """A tenant that waits to be built, with its host and a line in the public logbook.

        `by` asked for it. The caller has opened a transaction.
        """
        tenant: Tenant = self.model(state=Tenant.State.PROVISIONING, **about)
        write_together(
            tenant,
            tenant.first_domain(),
            Schema(name=tenant.schema_name, kind=Schema.Kind.TENANT),
            PublicEntry.line("tenant.onboarded", tenant, tenant=tenant, by=by),
        )
        return tenant

    def held(self, pk: UUID) -> Tenant:
        """The row as it stands now, and nobody else decides on its state meanwhile."""
        return self.select_for_update(no_key=True).get(pk=pk)  # type: ignore[no-any-return]


@kept("its id and how its life went; an erasure empties what it said of a business")
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
        return Room.of_tenant(self.schema_name, self.id, read_only=self.rests)

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
    def rests(self) -> bool:
        """Nothing is written in it, and its jobs wait."""
        return self.state in (self.State.SUSPENDED, self.State.CLOSED)

    @property
    def is_shut(self) -> bool:
        """There is a workspace behind the door, and the door does not open."""
        return self.state in (self.State.CLOSED, self.State.ERASING)

    @property
    def notice(self) -> str:
        """What the provider tells its people while it is suspended."""
        suspension = getattr(self, "suspension", None)
        return suspension.reason if suspension else ""

    def settle(self) -> None:
        """Closed, suspended or open: as the rows say that stand. The caller holds this row."""
        closed = Closure.objects.filter(tenant=self).exists()
        suspended = Suspension.objects.filter(tenant=self).exists()
        lasting = self.State.SUSPENDED if suspended else self.State.OPEN
        self.state = self.State.CLOSED if closed else lasting
        self.save(update_fields=["state"])
        self.__dict__.pop("room", None)

    def empty(self) -> None:
        """Forget the business: from here on its name is free for another one."""
        self.slug = f"_{self.id.hex}"  # no host can be called so
        self.name = self.country = self.language = self.currency = ""
        self.save(update_fields=["slug", "name", "country", "language", "currency"])

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.OPEN, self.State.SUSPENDED)

    def send_people_home(self) -> None:
        """If its primary host is gone, the one below ours takes its place."""
        if not self.domains.filter(is_primary=True).exists():
            self.domains.get(claim=None).become_primary()

    @property
    def host(self) -> str:
        """Below ours: it leads here as long as there is a workspace."""
        return f"{self.slug}.{settings.BASE_HOST}"

    @cached_property
    def primary_host(self) -> str | None:
        """Where people are sent. Whoever reads many tenants reads them `with_its_host`."""
        with public_room():
            primary: Domain | None = self.domains.filter(is_primary=True).first()
        return primary and primary.domain

    @property
    def outer_url(self) -> str | None:
        """As it is told outside: an erased one has none."""
        return self.url if self.name else None

    def first_domain(self) -> Domain:
        """The host that it begins with, not saved yet."""
        return Domain(tenant=self, domain=self.host)

    @property
    def url(self) -> str:
        """Where its people find the workspace, without a slash at the end."""
        return address_of(self.primary_host or self.host)
