"""What every workspace row and queryset has in common: it knows the room that it came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db import models
from uuid_utils.compat import uuid7

from tenants.rooms import Room, WrongRoom, current_room

Row = TypeVar("Row", bound=models.Model, covariant=True)


def _check(room: Room | None) -> None:
    if room is not None and room != current_room():
        raise WrongRoom("this row or queryset belongs to another room")


class RoomQuerySet(models.QuerySet[Row]):
    """Made in one room, good in that room only. Made outside any, it takes the first it meets."""

    _room: Room | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._room = current_room()

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._room = self._room or clone._room
        return clone

    def _stand(self) -> None:
        """Every way to the rows passes here."""
        if self._room is None:
            self._room = current_room()
        _check(self._room)
        owner = self._hints.get("instance")  # type: ignore[attr-defined]
        if isinstance(owner, WorkspaceModel):
            _check(owner._state.room)  # type: ignore[attr-defined]

    def _fetch_all(self) -> None:
        self._stand()
        super()._fetch_all()

    def __getitem__(self, place: Any) -> Any:
        self._stand()
        return super().__getitem__(place)

    def iterator(self, chunk_size: int | None = None) -> Any:
        self._stand()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._stand()
        return super().count()

    def exists(self) -> bool:
        self._stand()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._stand()
        return super().aggregate(*args, **kwargs)

    def update(self, **values: Any) -> int:
        self._stand()
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        self._stand()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def delete_in_one(self) -> int:
        """One DELETE, whose rows are not read first; the database alone says what refers to them."""
        self._stand()
        return self._raw_delete(self.db)

    delete_in_one.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        self._stand()
        rows = list(objs)
        for row in rows:
            _check(row._state.room)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        self._stand()
        rows = list(objs)
        for row in rows:
            _check(row._state.room)
        return super().bulk_update(rows, *args, **kwargs)


class WorkspaceModel(models.Model):
    """A row of one workspace. Its UUIDv7 key never names a row of another one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    objects = models.Manager.from_queryset(RoomQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._state.room = current_room()  # type: ignore[attr-defined]

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        _check(self._state.room)  # type: ignore[attr-defined]
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _check(self._state.room)  # type: ignore[attr-defined]
        return super().delete(*args, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        _check(self._state.room)  # type: ignore[attr-defined]
        super().refresh_from_db(*args, **kwargs)
