from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from workspace.models import RoomQuerySet, WorkspaceModel
from workspace.sales.totals import line_net
from workspace.vat.categories import VatCategory

_QUANTITY: models.DecimalField[Any, Any] = models.DecimalField(max_digits=19, decimal_places=4)

_COPIED = (
    "item_id",
    "code",
    "description",
    "unit",
    "unit_price",
    "tax_code",
    "vat_category",
    "vat_rate",
)


class LineQuerySet(RoomQuerySet["Line"]):
    def with_credited(self) -> LineQuerySet:
        """Adds `credited`: the quantity that issued credit notes have taken back so far."""
        taken = (
            Line.objects.filter(credits=OuterRef("pk"), document__state="issued")
            .order_by()
            .values("credits")
            .annotate(sum=Sum("quantity"))
            .values("sum")
        )
        return self.annotate(credited=Coalesce(Subquery(taken), Decimal(0), output_field=_QUANTITY))

    def creditable(self) -> LineQuerySet:
        """Lines of which something is left to credit. An imported one may be below 0."""
        return self.with_credited().filter(
            Q(quantity__gt=0, credited__lt=F("quantity"))
            | Q(quantity__lt=0, credited__gt=F("quantity"))
        )


class Line(WorkspaceModel):
    """One line of a document. It follows its document: a draft's may change, an issued one's never.

    With a `tax_code` the VAT is that of the document's tax point; without one it is written by hand.
    """

    document = models.ForeignKey(  # the constraint on the position is its index
        "sales.Document", models.CASCADE, related_name="lines", db_index=False
    )
    position = models.PositiveIntegerField()
    item = models.ForeignKey("catalogue.Item", models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=64, blank=True)
    description = models.CharField(max_length=500)
    unit = models.CharField(max_length=3, blank=True)
    quantity = models.DecimalField(max_digits=19, decimal_places=4)
    unit_price = models.DecimalField(max_digits=19, decimal_places=4)
    tax_code = models.CharField(max_length=20, blank=True, default="")
    vat_category = models.CharField(
        max_length=2, choices=VatCategory.choices, default=VatCategory.STANDARD
    )
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    net = models.DecimalField(max_digits=19, decimal_places=4)
    credits = models.ForeignKey("self", models.PROTECT, null=True, related_name="credited_by")

    objects: ClassVar[Any] = models.Manager.from_queryset(LineQuerySet)()

    class Meta(WorkspaceModel.Meta):
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="sales_line_position"),
            models.CheckConstraint(condition=~Q(quantity=0), name="sales_line_quantity"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="sales_line_price"),
            models.CheckConstraint(
                condition=Q(vat_category="S", vat_rate__gt=0, vat_rate__lte=100)
                | Q(vat_category__in=["Z", "E", "AE", "K", "G", "O"], vat_rate=0),
                name="sales_line_vat",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    def count_up(self, currency: str) -> None:
        self.net = line_net(self.quantity, self.unit_price, currency)

    @property
    def left(self) -> Decimal:
        """What of it is not credited yet, with its sign; of a line that came `with_credited`."""
        return self.quantity - self.credited  # type: ignore[attr-defined,no-any-return]

    def taken_back(self, quantity: Decimal | None = None) -> Line:
        """A new line of a credit note, for so much of this one, or for what is left."""
        copied = {name: getattr(self, name) for name in _COPIED}
        return Line(credits=self, quantity=self.left if quantity is None else quantity, **copied)
