from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from workspace.models import RoomQuerySet, WorkspaceModel

OWN_CODES = {"invoice": "INV", "credit_note": "CN"}
IMPORTED = "imported"


class SeriesManager(models.Manager.from_queryset(RoomQuerySet)):  # type: ignore[misc]
    def own(self, kind: str) -> Series:
        """The series in which this workspace counts its documents of a kind; made the first time."""
        return self._found(kind, OWN_CODES[kind], counts=True)

    def imported(self, kind: str) -> Series:
        """The series of documents that were numbered elsewhere. It never counts."""
        return self._found(kind, IMPORTED, counts=False)

    def _found(self, kind: str, code: str, *, counts: bool) -> Series:
        series, _ = self.get_or_create(kind=kind, code=code, defaults={"counts": counts})
        return series  # type: ignore[no-any-return]

    def last_date(self, kind: str) -> date | None:
        """The latest date of issue among our own documents of a kind."""
        return self.filter(kind=kind, counts=True).values_list("last_date", flat=True).first()  # type: ignore[no-any-return]

    def locked(self, series: Series) -> Series:
        """The same row, held until the transaction ends: who wants the next number waits."""
        return self.select_for_update(no_key=True).get(pk=series.pk)  # type: ignore[no-any-return]


class Series(WorkspaceModel):
    """A row of numbers without gaps. A number is taken at issue, in the issuing transaction."""

    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=11)
    counts = models.BooleanField(default=True)
    next_number = models.PositiveIntegerField(default=1)
    last_date = models.DateField(null=True)

    objects: ClassVar[SeriesManager] = SeriesManager()

    class Meta(WorkspaceModel.Meta):
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="sales_series_once"),
            models.CheckConstraint(condition=Q(next_number__gte=1), name="sales_series_from_one"),
        ]

    def __str__(self) -> str:
        return self.code

    def take(self, *, on: date) -> int:
        """The next number, for a document of this day. The row must be locked."""
        number: int = self.next_number
        self.next_number = number + 1
        self.last_date = on
        self.save(update_fields=["next_number", "last_date"])
        return number
