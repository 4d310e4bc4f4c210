"""What Kontor holds about a person, for that person's eyes."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from tenants.leaving import rows_of
from tenants.models import Membership, PublicEntry
from users.models import User

# Digests, seals and marks: they tell nothing, and some would help whoever found the file.
_SECRET = (
    "password", "digest", "mark", "session_key", "session_data", "data", "payload", "challenge",
    "secret", "nonce", "key", "used", "sealed",
)  # fmt: skip
MOST_ROWS = 10_000  # of one table


def what_is_held(user: User) -> dict[str, list[dict[str, Any]]]:
    """By table: every row of the public room that is declared to go with this person, and the keys
    to workspaces. Without what is secret: nobody needs it to know what we know.

    What a business wrote down of its own work stands in its workspace and belongs to it.
    """
    held: dict[str, list[dict[str, Any]]] = {}
    for model, rows in rows_of(people=[user.pk]):
        held[_name(model)] = [_told(row) for row in rows[:MOST_ROWS]]
    keys = Membership.objects.filter(user=user).select_related("tenant")
    held[_name(Membership)] = [{**_told(key), "workspace": key.tenant.host} for key in keys]
    return {name: rows for name, rows in sorted(held.items()) if rows}


@transaction.atomic
def export(user: User) -> dict[str, Any]:
    """All of it, for a file. Leaves a line in the logbook."""
    PublicEntry.objects.create(user=user, verb="user.data_exported", subject=str(user.pk))
    return {"user": str(user.pk), "held": what_is_held(user)}


def _name(model: type[models.Model]) -> str:
    return str(model._meta.label_lower)


def _told(row: models.Model) -> dict[str, Any]:
    return {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if not is_secret(field.name)
    }


def is_secret(name: str) -> bool:
    return name in _SECRET or name.endswith(tuple(f"_{word}" for word in _SECRET))
