from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from tenants.leaving import erased

if TYPE_CHECKING:
    from tenants.actor import Actor
    from tenants.models.tenant import Tenant


class PublicEntryManager(models.Manager["PublicEntry"]):
    def write(
        self, verb: str, subject: object, *, by: Actor, tenant: Tenant | None = None
    ) -> PublicEntry:
        """One line, in the caller's transaction. `subject` is a row or a name."""
        about = str(subject.pk if isinstance(subject, models.Model) else subject)
        return self.create(verb=verb, subject=about, tenant=tenant, **by.fields)


@erased(with_tenant="tenant", with_person="user", tenants_own=True)
class PublicEntry(models.Model):
    """One line of the public room's logbook: who did what to which row. Only ever added.

    The database refuses the rest; only the owner's login removes lines, with their tenant. So a line
    outlives its person: in another tenant's log it stays until that tenant goes, and the id in it
    leads to nobody any more. Ids are values, without a constraint.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    # The prefix of the token that acted, or `staff`: then `user` acted for the provider.
    client = models.CharField(max_length=40, blank=True)
    tenant = models.ForeignKey(
        "tenants.Tenant",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="entries",
    )
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)

    objects: ClassVar[PublicEntryManager] = PublicEntryManager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    @classmethod
    def line(
        cls, verb: str, subject: models.Model, *, tenant: Tenant, by: Actor | None = None
    ) -> PublicEntry:
        """One that is written together with its subject."""
        who = by.fields if by else {}
        return cls(verb=verb, subject=str(subject.pk), tenant=tenant, **who)
