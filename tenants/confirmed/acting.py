"""Who acts when something confirmed is done."""

from __future__ import annotations

from config.confirming import Asker
from tenants.actor import Actor
from users.models import User


def person_of(asker: Asker) -> Actor:
    """Whoever asked, for themselves: no program, and not for the provider."""
    return Actor(user=User.objects.get(pk=asker.user_id))
