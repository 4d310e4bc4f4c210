from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from i18n.writing import written_day
from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel
from workspace.money.models.reversal import Reversal


class AllocationQuerySet(RoomQuerySet["Allocation"]):
    def standing(self) -> AllocationQuerySet:
        """Those that count: their payment is not reversed."""
        reversed_ = Reversal.objects.filter(payment=OuterRef("payment_id"))
        return self.filter(~Exists(reversed_))

    def to_list(self) -> AllocationQuerySet:
        """With what a page shows of each, oldest payment first."""
        with_all = self.select_related("invoice__series", "payment__reversal")
        return with_all.order_by("payment__date", "id")


class Allocation(WorkspaceModel):
    """So much of a payment pays this invoice. It is taken back or made anew, never changed."""

    payment = models.ForeignKey(  # the constraint on the pair is its index
        "money.Payment", models.PROTECT, related_name="allocations", db_index=False
    )
    invoice = models.ForeignKey("sales.Invoice", models.PROTECT, related_name="allocations")
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(AllocationQuerySet)()

    class Meta(WorkspaceModel.Meta):
        verbose_name = _("payment")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "invoice"], name="money_allocation_once_a_pair"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="money_allocation_amount"),
        ]

    def __str__(self) -> str:
        return written_day(self.payment.date)
