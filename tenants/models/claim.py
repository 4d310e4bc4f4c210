from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from tenants.leaving import erased

LABEL = "_kontor"  # below the host that is claimed
PATIENCE = timedelta(days=7)  # so long a record may be gone before the host stops leading here
HOPE = timedelta(days=14)  # so long an unproven claim is looked at by itself
LOOK_AT_WAITING = timedelta(minutes=15)
LOOK_AT_MISSING = timedelta(hours=6)
LOOK_AT_PROVEN = timedelta(days=1)


def new_mark() -> str:
    """160 random bits in small letters and digits: no panel of a DNS service spoils them."""
    return secrets.token_hex(20)


class ClaimQuerySet(models.QuerySet["Claim"]):
    def in_order(self) -> ClaimQuerySet:
        return self.select_related("domain").order_by("host")

    def due(self, now: datetime) -> ClaimQuerySet:
        """Those that DNS is to be asked about again, whoever waits longest first."""
        waiting = Q(domain=None, made_at__gt=now - HOPE) & _not_since(now - LOOK_AT_WAITING)
        missing = Q(missing_since__isnull=False) & _not_since(now - LOOK_AT_MISSING)
        proven = Q(domain__isnull=False) & _not_since(now - LOOK_AT_PROVEN)
        longest = F("checked_at").asc(nulls_first=True)
        return self.filter(waiting | missing | proven).order_by(longest, "made_at")


def _not_since(moment: datetime) -> Q:
    return Q(checked_at=None) | Q(checked_at__lt=moment)


@erased(with_tenant="tenant")
class Claim(models.Model):
    """A tenant says that a host name is its own. While it is proven, a Domain stands for it.

    Several tenants may claim one host; it leads to the one that proves it first. The proof is a
    TXT record of DNS with the mark of this claim, and it has to stay there.
    """

    class Found(models.TextChoices):
        """What DNS said last."""

        NOTHING_YET = "", _("not asked yet")
        MARK = "mark", _("the record is there")
        NO_RECORD = "no_record", _("there is no such record")
        OTHER_RECORD = "other_record", _("there is a record, with another value")
        NO_ANSWER = "no_answer", _("the name servers did not answer")
        TAKEN = "taken", _("another workspace has this name")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="claims")
    host = models.CharField(max_length=245)  # in ASCII, and `_kontor.` fits in front of it
    mark = models.CharField(max_length=40, default=new_mark)
    made_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(null=True)  # when somebody last wanted it looked at
    checked_at = models.DateTimeField(null=True)
    found = models.CharField(max_length=20, choices=Found, default=Found.NOTHING_YET, blank=True)
    missing_since = models.DateTimeField(null=True)  # of a proven one, whose record is gone

    objects: ClassVar[ClaimQuerySet] = ClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "host"], name="one_claim_a_tenant_and_host")
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def record_name(self) -> str:
        return f"{LABEL}.{self.host}"

    @property
    def record_value(self) -> str:
        return f"kontor-domain={self.mark}"

    @property
    def is_proven(self) -> bool:
        return hasattr(self, "domain")

    @property
    def is_primary(self) -> bool:
        return self.is_proven and bool(self.domain.is_primary)

    @property
    def is_being_checked(self) -> bool:
        return self.asked_at is not None and (
            self.checked_at is None or self.checked_at < self.asked_at
        )

    @property
    def lapses_at(self) -> datetime | None:
        """When it stops leading here, unless the record comes back."""
        return self.missing_since and self.missing_since + PATIENCE

    @property
    def is_lost(self) -> bool:
        return self.lapses_at is not None and self.lapses_at <= timezone.now()

    def hear(self, found: str) -> None:
        """Write down what DNS said. Silence proves nothing, and takes nothing away."""
        self.found, self.checked_at = found, timezone.now()
        if found == self.Found.MARK:
            self.missing_since = None
        elif self.is_proven and found in (self.Found.NO_RECORD, self.Found.OTHER_RECORD):
            self.missing_since = self.missing_since or self.checked_at
        self.save(update_fields=["found", "checked_at", "missing_since"])
