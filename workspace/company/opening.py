"""The business begins with what was said of it at onboarding."""

from __future__ import annotations

from tenants.life import Business
from workspace.company.models import Company


def open_company(business: Business) -> None:
    """When a workspace opens. Leaves its one Company; a repeat finds it."""
    Company.objects.open(
        name=business.name,
        country=business.country,
        language=business.language,
        currency=business.currency,
    )
