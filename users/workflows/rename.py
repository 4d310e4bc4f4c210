"""Somebody is called otherwise."""

from __future__ import annotations

from django.db import transaction

from tenants.models import PublicEntry
from users.models import User


@transaction.atomic
def rename(user: User, name: str) -> None:
    """Leaves the name, and a line without it. A repeat changes nothing."""
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.name == name:
        return
    held.name = user.name = name
    held.save(update_fields=["name"])
    PublicEntry.objects.create(user=user, verb="user.renamed", subject=str(user.pk))
