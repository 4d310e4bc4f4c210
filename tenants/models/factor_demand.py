from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.db import models
from django.db.models import Q, Subquery

from tenants.leaving import erased
from tenants.models.signed import Signed

# Codes on paper stand in for one of these, and are none themselves.
FACTORS = (Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value)


class FactorDemandQuerySet(models.QuerySet["FactorDemand"]):
    def unmet_by(
        self, person: Any, *, among: Collection[Any] = FACTORS, or_where: Q | None = None
    ) -> FactorDemandQuerySet:
        """Those that keep this person out: a user, or how a query around this one calls them.
        `or_where`: also those of which this is true."""
        held = Authenticator.objects.filter(user=person, type__in=among)
        unmet = Q(held=None) | (or_where or Q())
        return self.alias(held=Subquery(held.values("pk")[:1])).filter(unmet)


@erased(with_tenant="tenant")
class FactorDemand(Signed):
    """Whoever enters this workspace holds a second factor. Taking it back removes the row.

    Programs are not meant: their tokens are secrets of a machine.
    """

    tenant = models.OneToOneField("tenants.Tenant", models.CASCADE, related_name="factor_demand")

    objects: ClassVar[FactorDemandQuerySet] = FactorDemandQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"since {self.at:%Y-%m-%d}"
