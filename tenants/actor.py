"""Who acts on a tenant from outside its workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from users.models import ApiToken, User

OWNER = "owner"
STAFF = "staff"  # in the place of a token's prefix: a person acted for the provider


@dataclass(frozen=True)
class Actor:
    """A person, or a program of the provider by the prefix of its token; or a person of the
    provider, whose `client` is the word `staff`."""

    user: User | None = None
    client: str = ""

    @classmethod
    def of_token(cls, token: ApiToken) -> Actor:
        return cls(client=token.prefix)

    @classmethod
    def of_staff(cls, user: User) -> Actor:
        return cls(user=user, client=STAFF)

    @property
    def is_provider(self) -> bool:
        return self.user is None or self.client == STAFF

    @property
    def fields(self) -> dict[str, Any]:
        """As the rows name them that say who did something."""
        return {"user": self.user, "client": self.client}

    @property
    def without_a_name(self) -> str:
        """For rows that outlive the person: a role, or the prefix of a token."""
        return self.client or OWNER


KONTOR = Actor()  # nobody asked: a rule of ours did it
