"""A fuzz finds the token that it shows in a list, and ends it: with a real one it would be nobody from then on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tenants.models import Membership
from tenants.rooms import public_room
from users.models import ApiToken


@dataclass
class Unending:
    """What is shown → whose it is (None: the provider's). In its place comes one that lives."""

    holders: dict[str, Membership | None]
    _living: dict[str, str] = field(default_factory=dict)

    def put_in_place(self, asked: dict[str, Any]) -> None:
        shown = asked.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        if shown in self.holders:
            asked["HTTP_AUTHORIZATION"] = f"Bearer {self._living_one(shown)}"

    def _living_one(self, shown: str) -> str:
        secret = self._living.get(shown, shown)
        with public_room():
            if not ApiToken.objects.of_secret(secret).live().exists():
                secret = ApiToken.objects.make(name="again", membership=self.holders[shown])[1]
        self._living[shown] = secret
        return secret
