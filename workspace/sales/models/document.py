from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.searching import words_of
from i18n.currencies import decimals_of
from workspace.company.models import Company
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel
from workspace.sales import events
from workspace.sales.errors import AlreadyIssued, Gone
from workspace.sales.issuing import issue_for_good, missing_from
from workspace.sales.models.line import Line
from workspace.sales.models.series import Series
from workspace.sales.totals import Totals, totals_of
from workspace.vat.codes import Pack, pack_of
from workspace.vat.following import follow


def _numbered(word: str) -> Q:
    """The number at the end of INV-00012; nothing if that is none, or too large for one."""
    digits = word.rsplit("-", 1)[-1].lstrip("0")
    is_number = len(digits) < 10 and digits.isascii() and digits.isdigit()
    return Q(number=int(digits)) if is_number else Q()


@cache
def _credited() -> Case:
    """Once in a process: an expression knows neither a room nor values."""
    notes = Document.objects.filter(credits=OuterRef("pk")).issued()
    left = Line.objects.filter(document=OuterRef("pk")).creditable()
    return Case(
        When(~Exists(notes), then=Value(Credited.NO)),
        When(Exists(left), then=Value(Credited.PART)),
        default=Value(Credited.FULL),
        output_field=models.CharField(),
    )


class DocumentQuerySet(RoomQuerySet["Document"]):
    def drafts(self) -> Self:
        return self.filter(state=Document.State.DRAFT)

    def issued(self) -> Self:
        return self.filter(state=Document.State.ISSUED)

    def matching(self, words: str) -> Self:
        """Every word stands in a number, the customer's name or the note."""
        wanted = Q()
        for word in words_of(words):
            wanted &= (
                Q(external_number__icontains=word)
                | Q(party__name__icontains=word)
                | Q(note__icontains=word)
                | _numbered(word)
            )
        return self.filter(wanted)

    def numbered_elsewhere(self, numbers: Iterable[str]) -> Self:
        """Those that were imported under one of these numbers."""
        return self.filter(series__counts=False, external_number__in=list(numbers))

    def with_credited(self) -> Self:
        """Adds `credited`: no, part or full, by what issued credit notes have taken back."""
        return self.annotate(credited=_credited())

    def sums(self, **also: Any) -> list[dict[str, Any]]:
        """For each currency how many there are, how many of them are issued, and what those add up to.

        `also` is summed up besides.
        """
        issued = Q(state=Document.State.ISSUED)
        sums = {name: Sum(name, filter=issued, default=0) for name in ("net", "vat", "gross")}
        counts = {"count": Count("pk"), "issued": Count("pk", filter=issued)}
        found = self.order_by("currency").values("currency")
        return [dict(row) for row in found.annotate(**counts, **sums, **also)]

    def to_list(self) -> Self:
        """With all that a list shows of each, in one query."""
        return self.select_related("party", "series").with_credited()

    def to_show(self) -> Self:
        """With its lines, and the invoice that a credit note takes back."""
        return self.to_list().select_related("credits__series").prefetch_related("lines")


class DocumentManager(models.Manager.from_queryset(DocumentQuerySet)):  # type: ignore[misc]
    """Of `Invoice` and `CreditNote` it shows and makes one kind, of `Document` it shows both."""

    def get_queryset(self) -> DocumentQuerySet:
        documents: DocumentQuerySet = super().get_queryset()
        return documents.filter(kind=self.model.KIND) if self.model.KIND else documents

    @transaction.atomic
    def draft(self, *, by: Member, lines: Iterable[Line] = (), **values: Any) -> Any:
        """A new draft with these lines, which are not saved yet. It has no number."""
        document = self.model(kind=self.model.KIND, created_by=by, **values)
        document._write(list(lines))
        Entry.objects.write("drafted", document, by=by)
        return document


class Credited(models.TextChoices):
    NO = "no", _("Not credited")
    PART = "part", _("Partly credited")
    FULL = "full", _("Credited")


class Document(WorkspaceModel):
    """An invoice or a credit note: a draft, or issued. An issued one never changes.

    The database refuses every change of an issued document and of its lines. Whether it is
    credited or paid is derived and not kept here. Amounts are in `currency`, which has `decimals`.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT_NOTE = "credit_note", _("Credit note")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")

    KIND: ClassVar[str] = ""
    EDITABLE: ClassVar[frozenset[str]] = frozenset(
        {"party", "currency", "issue_date", "supply_date", "due_date", "language", "note"}
    )

    kind = models.CharField(max_length=11, choices=Kind.choices)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="documents")
    number = models.PositiveIntegerField(null=True)
    external_number = models.CharField(max_length=64, blank=True)
    # Which import made it. Of what came before this was written down, nobody knows.
    from_import = models.ForeignKey(
        "imports.Import", models.PROTECT, null=True, related_name="made", editable=False
    )
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="documents")
    currency = models.CharField(max_length=3)
    decimals = models.PositiveSmallIntegerField(default=2)
    issue_date = models.DateField(null=True)
    supply_date = models.DateField(null=True)
    due_date = models.DateField(null=True)
    language = models.CharField(max_length=5, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    credits = models.ForeignKey("self", models.PROTECT, null=True, related_name="credit_notes")
    seller = models.JSONField(default=dict)
    buyer = models.JSONField(default=dict)
    net = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    vat = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    gross = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects: ClassVar[DocumentManager] = DocumentManager()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-issue_date", "-id"]
        indexes = [models.Index(fields=["kind", "-issue_date", "-id"], name="sales_document_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"],
                condition=Q(number__isnull=False),
                name="sales_document_number",
            ),
            models.UniqueConstraint(
                fields=["series", "external_number"],
                condition=~Q(external_number=""),
                name="sales_document_external_number",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["invoice", "credit_note"]), name="sales_document_kind"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", number__isnull=True, issued_at__isnull=True)
                | Q(
                    Q(number__isnull=False, external_number="")
                    | Q(~Q(external_number=""), number__isnull=True),
                    state="issued",
                    series__isnull=False,
                    issue_date__isnull=False,
                    issued_at__isnull=False,
                ),
                name="sales_document_state",
            ),
            models.CheckConstraint(
                condition=Q(credits__isnull=True) | Q(kind="credit_note"),
                name="sales_document_credits",
            ),
            models.CheckConstraint(
                condition=Q(from_import__isnull=True) | Q(number__isnull=True),
                name="sales_document_from_import",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=1), name="sales_document_from_one"
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="sales_document_currency"
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(_("Draft"))

    @property
    def label(self) -> str:
        """The number as it stands on paper; nothing before it is issued."""
        if self.external_number:
            return self.external_number
        return f"{self.series}-{self.number:05d}" if self.series and self.number else ""

    @property
    def is_issued(self) -> bool:
        return self.state == self.State.ISSUED

    def totals(self) -> Totals:
        """Counted from the lines; of an issued document equal to what it keeps."""
        return totals_of(self.lines.all(), self.currency)

    @transaction.atomic
    def edit(self, *, by: Member, lines: Iterable[Line] | None = None, **values: Any) -> None:
        """Set these fields of a draft, and replace its lines when some are given."""
        self.hold()
        self._refuse_if_issued()
        for name, value in values.items():
            if name not in self.EDITABLE:
                raise TypeError(f"{name} of a draft is not edited")
            setattr(self, name, value)
        self._write(list(self.lines.all() if lines is None else lines))
        Entry.objects.write("edited", self, by=by)

    @transaction.atomic
    def discard(self, *, by: Member) -> None:
        """Remove a draft and its lines. It had no number, so none is lost."""
        self.hold()
        self._refuse_if_issued()
        Entry.objects.write("discarded", self, by=by)
        self.delete()

    @transaction.atomic
    def issue(self, *, by: Member, on: date | None = None) -> None:
        """Give the next number of its series, for good. Safe to repeat: what is issued stays."""
        self.hold()
        if not self.is_issued:
            issue_for_good(self, by=by, on=self._day(on))
            Entry.objects.write("issued", self, by=by, number=self.label)
            events.issued.happens_to(self)

    def missing(self, *, on: date | None = None) -> dict[str, list[str]]:
        """What stands in the way of issuing this draft, by field; nothing when it can be issued."""
        return missing_from(
            self,
            list(self.lines.all()),
            on=self._day(on),
            company=Company.objects.the_one(),
            last_date=Series.objects.last_date(self.kind),
        )

    def _day(self, on: date | None) -> date:
        return on or self.issue_date or timezone.localdate()

    def tax_point(self, *, on: date | None = None) -> date:
        """The day whose VAT holds: of supply, else of issue, which is `on` or today if not written."""
        return self.supply_date or self._day(on)

    def tax(self, lines: Iterable[Line], pack: Pack) -> None:
        """Each line with a tax code bears the VAT of the tax point; what is credited, that of then."""
        for line in lines:
            if line.credits_id is None:
                follow(line, pack, self.tax_point())

    def check_lines(self, lines: list[Line]) -> None:
        """Refuse lines that this document may not have, not even as a draft."""

    def hold(self) -> None:
        """Read this row again, and keep others from changing it until the transaction ends."""
        rows = Document.objects.select_for_update(no_key=True)
        try:
            self.refresh_from_db(from_queryset=rows)
        except Document.DoesNotExist as error:
            raise Gone from error

    def _refuse_if_issued(self) -> None:
        if self.is_issued:
            raise AlreadyIssued

    def _write(self, lines: list[Line]) -> None:
        """Save a draft with exactly these lines, and its sums."""
        self.check_lines(lines)
        self.tax(lines, pack_of(Company.objects.the_one().country))
        self.lines.all().delete()
        for position, line in enumerate(lines, start=1):
            line.document, line.position = self, position
            line.count_up(self.currency)
        totals = totals_of(lines, self.currency)
        self.net, self.vat, self.gross = totals.net, totals.vat, totals.gross
        self.decimals = decimals_of(self.currency)
        self.save()
        Line.objects.bulk_create(lines)
