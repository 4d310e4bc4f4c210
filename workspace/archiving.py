"""Rows that leave the lists without being deleted, because documents refer to them."""

from __future__ import annotations

from typing import Any, Self, TypeVar

import django_filters as filters
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.searching import LONGEST, words_of
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel

Row = TypeVar("Row", bound=models.Model, covariant=True)


class ArchivableQuerySet(RoomQuerySet[Row]):
    """`FOUND_IN` names the fields that a search looks through."""

    FOUND_IN: tuple[str, ...] = ()

    def active(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)

    def matching(self, words: str) -> Self:
        """Every word stands somewhere in one of the fields."""
        wanted = models.Q()
        for word in words_of(words):
            anywhere = models.Q()
            for field in self.FOUND_IN:
                anywhere |= models.Q(**{f"{field}__icontains": word})
            wanted &= anywhere
        return self.filter(wanted)


class Archivable(WorkspaceModel):
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(WorkspaceModel.Meta):
        abstract = True

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @transaction.atomic
    def archive(self, *, by: Member | None) -> None:
        """Out of the lists that offer it; documents keep what they say. Safe to repeat."""
        self._move(by, "archived", was_archived=False, archived_at=timezone.now())

    @transaction.atomic
    def restore(self, *, by: Member | None) -> None:
        """Back in the lists. Safe to repeat."""
        self._move(by, "restored", was_archived=True, archived_at=None)

    def _move(self, by: Member | None, verb: str, *, was_archived: bool, **values: Any) -> None:
        mine: Any = type(self)._default_manager.filter(pk=self.pk)
        if mine.filter(archived_at__isnull=not was_archived).update(**values):
            Entry.objects.write(verb, self, by=by)
        self.refresh_from_db(fields=["archived_at"])


class ArchivableSearch(filters.FilterSet):  # type: ignore[misc]
    """Which rows a list shows; the address carries it, on the page and in the API.

    `archived` is false unless asked for: a list offers those still in use.
    """

    q = filters.CharFilter(label=_("Search"), method="matching", max_length=LONGEST)
    archived = filters.ChoiceFilter(
        label=_("Show"),
        method="in_state",
        choices=[("false", _("In use")), ("true", _("Archived")), ("all", _("All"))],
        empty_label=None,
    )

    def filter_queryset(self, queryset: Any) -> Any:
        chosen = self.form.cleaned_data.get("archived") or "false"
        return super().filter_queryset(queryset.active() if chosen == "false" else queryset)

    def matching(self, rows: Any, name: str, words: str) -> Any:
        return rows.matching(words)

    def in_state(self, rows: Any, name: str, chosen: str) -> Any:
        return rows.archived() if chosen == "true" else rows
