from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.one_line import one_line
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel
from workspace.papers.errors import KeyReused
from workspace.papers.models.paper import Paper

LONGEST_TEXT = 5000


class SendingQuerySet(RoomQuerySet["Sending"]):
    def to_list(self) -> SendingQuerySet:
        return self.select_related("by").order_by("-id")


class SendingManager(models.Manager.from_queryset(SendingQuerySet)):  # type: ignore[misc]
    @transaction.atomic
    def queue(
        self, paper: Paper, *, key: str, letter: dict[str, str], by: Member
    ) -> tuple[Sending, bool]:
        """A letter that waits to be sent, and whether it is new: a repeat of the key finds the first.

        `letter` has to, subject, text, sender and reply_to. Raises ValidationError for a field at
        fault, KeyReused when the first one said something else.
        """
        given = Sending(paper=paper, key=key, by=by, language=paper.language, **letter)
        given.full_clean(validate_unique=False, validate_constraints=False)
        defaults = {**letter, "by": by, "language": paper.language}
        sending, is_new = self.get_or_create(paper=paper, key=key, defaults=defaults)
        if is_new:
            Entry.objects.write("sending", paper.document, by=by, sending=str(sending.pk))
        elif not sending.says(letter):
            raise KeyReused
        return sending, is_new


class Sending(WorkspaceModel):
    """One letter with a paper, as somebody wrote it: to whom, what it says, and whether it left.

    The database refuses to change what it says, and all of it once it left or failed. `key` is the
    caller's, one for each letter: a double click sends once.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("On its way")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")

    class Reason(models.TextChoices):
        REFUSED = "refused", _("The mail server refuses this address.")
        GIVEN_UP = "given_up", _("The mail server did not take it, however often it was asked.")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="sendings")
    key = models.CharField(max_length=200)
    to = models.EmailField(_("Recipient"), max_length=254, validators=[one_line])
    subject = models.CharField(_("Subject"), max_length=200, validators=[one_line])
    text = models.TextField(_("Text"), max_length=LONGEST_TEXT)
    language = models.CharField(max_length=5)
    sender = models.CharField(max_length=200)
    reply_to = models.EmailField(max_length=254, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=6, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SendingManager] = SendingManager()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "key"], name="papers_sending_once"),
            models.CheckConstraint(
                condition=models.Q(state="queued", reason="", settled_at__isnull=True)
                | models.Q(state="sent", reason="", settled_at__isnull=False)
                | models.Q(~models.Q(reason=""), state="failed", settled_at__isnull=False),
                name="papers_sending_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.state})"

    @property
    def is_queued(self) -> bool:
        return self.state == self.State.QUEUED

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED

    def says(self, letter: dict[str, Any]) -> bool:
        """Whether it goes to the same address with the same words."""
        return all(getattr(self, name) == letter[name] for name in ("to", "subject", "text"))

    def sent(self) -> None:
        """It left. Safe to repeat."""
        self._settle(self.State.SENT, "")

    def fail(self, reason: str) -> None:
        """It did not leave and will not: nobody tries any more. Safe to repeat."""
        self._settle(self.State.FAILED, reason)

    @transaction.atomic
    def _settle(self, state: str, reason: str) -> None:
        waiting = Sending.objects.filter(pk=self.pk, state=self.State.QUEUED)
        if not waiting.update(state=state, reason=reason, settled_at=timezone.now()):
            return
        Entry.objects.write(state, self, by=None, **({"reason": reason} if reason else {}))
