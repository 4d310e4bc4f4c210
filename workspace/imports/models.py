from __future__ import annotations

from pathlib import PurePath
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from tenants.rooms import current_workspace
from workspace.imports import reasons
from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel


def stored_name(one: Import, name: str) -> str:
    """Below the workspace's own folder, under a name that nobody chose."""
    room = current_workspace()
    if room is None:
        raise RuntimeError("a file of a workspace was about to be kept outside of one")
    return f"{room.schema}/imports/{uuid7().hex}.csv"


def shown_name(name: str) -> str:
    """What the file was called, without folders and signs that could deceive."""
    plain = "".join(sign for sign in PurePath(name.replace("\\", "/")).name if sign.isprintable())
    return plain[-100:] or "sales.csv"


class ImportQuerySet(RoomQuerySet["Import"]):
    def newest_first(self) -> ImportQuerySet:
        return self.order_by("-id")

    def held(self, pk: Any) -> Import:
        """This import, kept from everybody else until the transaction ends."""
        rows = self.select_related("created_by")
        return rows.select_for_update(of=("self",), no_key=True).get(pk=pk)


class Import(WorkspaceModel):
    """A file from elsewhere on its way into the books, line by line.

    Each of its `lines` ends as taken, already here, or refused. `position` counts the documents
    that are dealt with; it moves in the transaction that deals with them.
    """

    class Kind(models.TextChoices):
        SALES = "sales", _("Sales")

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        UNDONE = "undone", _("Undone")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    currency = models.CharField(max_length=3)
    file = models.FileField(upload_to=stored_name)
    file_name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    lines = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=20, blank=True)
    failure_details = models.JSONField(default=dict)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = models.Manager.from_queryset(ImportQuerySet)()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind="sales"), name="imports_import_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed", "undone"]),
                name="imports_import_state",
            ),
            models.CheckConstraint(
                condition=Q(lines__gte=F("taken") + F("already") + F("refused_count")),
                name="imports_import_counts_no_line_twice",
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(lines=F("taken") + F("already") + F("refused_count")),
                name="imports_import_counts_every_line",
            ),
            models.CheckConstraint(
                condition=Q(~Q(state="undone"), undone_at__isnull=True, undone_by__isnull=True)
                | Q(state="undone", undone_at__isnull=False, undone_by__isnull=False),
                name="imports_import_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.UNDONE)

    @property
    def can_be_undone(self) -> bool:
        """Whether it is over and there is something to take back."""
        return self.state in (self.State.DONE, self.State.FAILED) and self.documents > 0

    @property
    def dealt_with(self) -> int:
        """How many lines have found their end, of `lines`."""
        return self.taken + self.already + self.refused_count

    @property
    def percent(self) -> int:
        """How far it is, in whole percent; 100 once it is done."""
        if self.state == self.State.DONE:
            return 100
        return self.dealt_with * 100 // self.lines if self.lines else 0

    @property
    def failure_sentence(self) -> str:
        """Why the file could not be taken, in the reader's language; empty when it could."""
        return reasons.of_file(self.failure, self.failure_details) if self.failure else ""

    # The verbs change counts that the caller holds the row for.

    def start(self, *, lines: int, encoding: str) -> None:
        self.state, self.started_at = self.State.RUNNING, timezone.now()
        self.lines, self.encoding = lines, encoding
        self.save(update_fields=["state", "started_at", "lines", "encoding"])

    def advance(self, *, documents: int, made: int, taken: int, already: int) -> None:
        """So many documents more are dealt with, `made` of them new in the books."""
        self.position += documents
        self.documents += made
        self.taken += taken
        self.already += already
        self.save(update_fields=["position", "documents", "taken", "already", "refused_count"])

    def refuse(self, rows: list[RefusedLine]) -> None:
        RefusedLine.objects.bulk_create(rows)
        self.refused_count += len(rows)
        self.save(update_fields=["refused_count"])

    def finish(self) -> None:
        self.state, self.finished_at = self.State.DONE, timezone.now()
        self.save(update_fields=["state", "finished_at"])

    def undo(self, *, by: Member) -> None:
        """From here on, until the transaction ends, the database lets its documents go."""
        self.state, self.undone_at, self.undone_by = self.State.UNDONE, timezone.now(), by
        self.save(update_fields=["state", "undone_at", "undone_by"])

    def fail(self, code: str, details: dict[str, Any]) -> None:
        """Nothing more of this file is taken. What was taken before stays."""
        self.state, self.finished_at = self.State.FAILED, timezone.now()
        self.failure, self.failure_details = code, details
        self.save(update_fields=["state", "finished_at", "failure", "failure_details"])


class RefusedLineQuerySet(RoomQuerySet["RefusedLine"]):
    def in_order(self) -> RefusedLineQuerySet:
        return self.order_by("line")


class RefusedLine(WorkspaceModel):
    """A line that was not taken: where it stands in the file (the header is line 1), and why."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="refused")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    value = models.CharField(max_length=80, blank=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(RefusedLineQuerySet)()

    class Meta(WorkspaceModel.Meta):
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["of", "line"], name="imports_refused_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"

    @property
    def sentence(self) -> str:
        return reasons.of_line(self.reason)


class KnownCustomer(WorkspaceModel):
    """Which party a customer's code in files stands for. The empty code is the cash customer.

    The party may be renamed, and keeps being the one; two codes may stand for the same party.
    """

    CASH: ClassVar[str] = ""

    code = models.CharField(max_length=60, unique=True, blank=True)
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.code or "cash"
