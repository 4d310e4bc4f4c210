from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel


class Reversal(WorkspaceModel):
    """The payment was recorded wrongly, and pays nothing any more: who says so, when and why. Final."""

    payment = models.OneToOneField("money.Payment", models.PROTECT, related_name="reversal")
    reason = models.CharField(max_length=500)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(RoomQuerySet)()

    class Meta(WorkspaceModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="money_reversal_says_why")
        ]

    def __str__(self) -> str:
        return self.reason
