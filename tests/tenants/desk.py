"""The provider's onboarding desk, and a business that comes to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.test import APIClient

from tenants.rooms import public_room
from tests import world
from users.models import ApiToken

PATH = "/api/v1/tenants/"


class Provider:
    """A client of the provider, with a token of its own."""

    def __init__(self) -> None:
        with public_room():
            self.token, self.secret = ApiToken.objects.make(name="onboarding desk")

    @property
    def api(self) -> APIClient:
        return world.api_client(settings.PROVIDER_HOST, self.secret)

    def onboard(self, key: str | None = "key-1", **other: Any) -> Any:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.api.post(PATH, bakery(**other), format="json", headers=headers)


def bakery(**other: Any) -> dict[str, Any]:
    return {
        "slug": "bakery",
        "name": "Maiznīca Rīts",
        "owner_email": "Dace@bakery.example",
        "country": "LV",
        "language": "lv",
        "currency": "EUR",
    } | other
