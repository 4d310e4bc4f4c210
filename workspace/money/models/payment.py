from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_lazy as _

from config.searching import words_of
from i18n.currencies import codes_with, decimals_of
from i18n.writing import written_day
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel
from workspace.money.allocating import allocate_exactly
from workspace.money.checking import check_payment
from workspace.money.errors import KeyReused
from workspace.money.models.allocation import Allocation
from workspace.money.models.reversal import Reversal

_MONEY: models.DecimalField[Any, Any] = models.DecimalField(max_digits=19, decimal_places=4)


def _minor_units() -> Q:
    """`decimals` is what ISO 4217 says of the currency."""
    none, three = codes_with(0), codes_with(3)
    return (
        Q(currency__in=none, decimals=0)
        | Q(currency__in=three, decimals=3)
        | Q(~Q(currency__in=[*none, *three]), decimals=2)
    )


class PaymentQuerySet(RoomQuerySet["Payment"]):
    def standing(self) -> Self:
        """Those that are not reversed."""
        return self.filter(reversal__isnull=True)

    def with_rest(self) -> Self:
        """Adds `allocated` and `rest`: what pays invoices, and what may still; of a reversed one 0."""
        pays = Allocation.objects.filter(payment=OuterRef("pk")).order_by().values("payment")
        allocated = Coalesce(
            Subquery(pays.annotate(sum=Sum("amount")).values("sum")),
            Decimal(0),
            output_field=_MONEY,
        )
        rest = models.Case(
            models.When(reversal__isnull=True, then=F("amount") - F("allocated")),
            default=Decimal(0),
            output_field=_MONEY,
        )
        return self.annotate(allocated=allocated).annotate(rest=rest)

    def matching(self, words: str) -> Self:
        """Every word stands in the party's name, the reference or the note."""
        wanted = Q()
        for word in words_of(words):
            wanted &= (
                Q(party__name__icontains=word)
                | Q(reference__icontains=word)
                | Q(note__icontains=word)
            )
        return self.filter(wanted)

    def sums(self) -> list[dict[str, Any]]:
        """For each currency how many there are, what came in, and how much of it pays nothing yet."""
        standing = Q(reversal__isnull=True)
        found = self.order_by("currency").values("currency")
        summed = found.annotate(
            count=Count("pk"),
            came_in=Sum("amount", filter=standing, default=0),
            unallocated=Sum("rest", filter=standing, default=0),
        )
        return [dict(row) for row in summed]

    def to_list(self) -> Self:
        """With all that a list shows of each, in one query; newest first."""
        return self.select_related("party", "reversal").with_rest().order_by("-date", "-id")


class PaymentManager(models.Manager.from_queryset(PaymentQuerySet)):  # type: ignore[misc]
    def recorded(self, key: str, digest: str) -> Payment | None:
        """What was recorded under this key. Raises KeyReused if something else was asked for then."""
        found: Payment | None = self.filter(key=key).first()
        if found is not None and found.digest != digest:
            raise KeyReused
        return found

    @transaction.atomic
    def record(
        self,
        *,
        by: Member,
        key: str,
        digest: str,
        allocations: Mapping[UUID, Decimal] | None = None,
        **values: Any,
    ) -> Payment:
        """Money came in. A repeat under the same key finds the payment that is there already.

        Raises CannotBeRecorded, CannotBeAllocated, or KeyReused; then nothing is recorded.
        """
        values["decimals"] = decimals_of(values["currency"])
        payment = Payment(key=key, digest=digest, created_by=by, **values)
        check_payment(payment)
        try:
            with transaction.atomic():
                payment.save(force_insert=True)
        except IntegrityError:
            there = self.recorded(key, digest)
            if there is None:
                raise
            return there
        details = {"amount": str(payment.amount), "currency": payment.currency}
        Entry.objects.write("recorded", payment, by=by, **details)
        if allocations:
            payment.allocate(allocations, by=by)
        return payment


class Payment(WorkspaceModel):
    """Money that came in from a party. It never changes: a wrong one is reversed.

    `key` and `digest` say which request recorded it, so that a repeat does not record it twice.
    """

    class Method(models.TextChoices):
        BANK = "bank", _("Bank")
        CASH = "cash", _("Cash")
        CARD = "card", _("Card")
        OTHER = "other", _("Other")

    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="payments")
    date = models.DateField()
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    decimals = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=5, choices=Method.choices, default=Method.BANK)
    reference = models.CharField(max_length=140, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PaymentManager] = PaymentManager()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-date", "-id"]
        indexes = [models.Index(fields=["-date", "-id"], name="money_payment_list")]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="money_payment_once_a_key"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="money_payment_amount"),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="money_payment_currency"
            ),
            models.CheckConstraint(
                condition=Q(method__in=["bank", "cash", "card", "other"]),
                name="money_payment_method",
            ),
            models.CheckConstraint(condition=_minor_units(), name="money_payment_decimals"),
            models.CheckConstraint(
                condition=Q(amount=Round("amount", precision=F("decimals"))),  # type: ignore[arg-type]
                name="money_payment_minor_unit",
            ),
        ]

    def __str__(self) -> str:
        return written_day(self.date)

    @property
    def is_reversed(self) -> bool:
        return hasattr(self, "reversal")

    def allocate(self, amounts: Mapping[UUID, Decimal], *, by: Member) -> None:
        """It pays exactly these invoices, each so much; what is not named is taken back.

        Safe to repeat. Raises CannotBeAllocated, or AlreadyReversed.
        """
        allocate_exactly(self, amounts, by=by)

    @transaction.atomic
    def allocate_more(self, amounts: Mapping[UUID, Decimal], *, by: Member) -> None:
        """Besides what it pays already."""
        self.hold()
        there = dict(self.allocations.values_list("invoice_id", "amount"))
        for invoice, amount in amounts.items():
            there[invoice] = there.get(invoice, Decimal(0)) + amount
        self.allocate(there, by=by)

    @transaction.atomic
    def take_back(self, invoice_id: UUID, *, by: Member) -> None:
        """It pays this invoice no longer. Safe to repeat, and allowed when it is reversed."""
        self.hold()
        there = dict(self.allocations.values_list("invoice_id", "amount"))
        there.pop(invoice_id, None)
        self.allocate(there, by=by)

    @transaction.atomic
    def reverse(self, *, by: Member, reason: str) -> Reversal:
        """It was recorded wrongly: what it paid is open again. A repeat keeps the first reason."""
        self.hold()
        reversal: Reversal
        reversal, is_new = Reversal.objects.get_or_create(
            payment=self, defaults={"created_by": by, "reason": reason}
        )
        if is_new:
            Entry.objects.write("reversed", self, by=by, reason=reason)
        return reversal

    def hold(self) -> None:
        """Others who would allocate or reverse it wait until the transaction ends."""
        Payment.objects.select_for_update(no_key=True).get(pk=self.pk)
