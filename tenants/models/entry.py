from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from tenants.leaving import erased


@erased(with_tenant="tenant", with_person="user")
class PublicEntry(models.Model):
    """One line of the public room's logbook: who did what to which row. Only ever added.

    The database refuses the rest; only the owner's login removes lines, with their tenant. So a line
    outlives its person and its tenant: their ids are values, without a constraint.
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
    client = models.CharField(max_length=40, blank=True)  # the prefix of the token that acted
    tenant = models.ForeignKey(
        "tenants.Tenant",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="entries",
    )
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
