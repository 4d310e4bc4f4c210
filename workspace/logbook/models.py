from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel


class EntryManager(models.Manager.from_queryset(RoomQuerySet)):  # type: ignore[misc]
    def write(
        self, verb: str, subject: models.Model, *, by: Member | None, **details: Any
    ) -> Entry:
        """One line, in the caller's transaction. `details` holds plain values, no secrets."""
        entry: Entry = self.create(
            verb=verb,
            subject_kind=subject._meta.model_name or "",
            subject_id=subject.pk,
            member=by,
            details=details,
        )
        return entry


class Entry(WorkspaceModel):
    """One line: who did what to which row, and when. The database refuses to alter or remove it."""

    at = models.DateTimeField(auto_now_add=True)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField(db_index=True)
    details = models.JSONField(default=dict)

    objects: ClassVar[EntryManager] = EntryManager()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-id"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"
