from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from workspace.models import RoomQuerySet, WorkspaceModel


class MemberManager(models.Manager.from_queryset(RoomQuerySet)):  # type: ignore[misc]
    def of(self, *, membership_id: Any, name: str, email: str) -> Member:
        """The member who holds this key, made the first time; the name follows the person's.

        One query, and a second one when there is something to write.
        """
        told = {"name": name, "email": email}
        member, is_new = self.get_or_create(membership_id=membership_id, defaults=told)
        if not is_new and (member.name, member.email) != (name, email):
            member.name, member.email = name, email
            member.save(update_fields=["name", "email"])
        return member  # type: ignore[no-any-return]

    def leave(self, membership_id: UUID) -> None:
        """This key is not held any more. Safe to repeat."""
        self.filter(membership_id=membership_id, deactivated_at=None).update(
            deactivated_at=timezone.now()
        )

    def come_back(self, membership_id: UUID) -> None:
        """This key is held again. Safe to repeat."""
        self.filter(membership_id=membership_id).update(deactivated_at=None)


class Member(WorkspaceModel):
    """A person as this workspace's work refers to them. Deactivated, not deleted.

    `membership_id` is the key's id in the public room: a value, without a constraint.
    """

    membership_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=150)
    email = models.EmailField(max_length=254)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[MemberManager] = MemberManager()

    class Meta(WorkspaceModel.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
