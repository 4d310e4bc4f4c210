from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workspace import changes
from workspace.catalogue.units import UNITS
from workspace.catalogue.vat import VatCategory, check_rate
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel


class ItemQuerySet(RoomQuerySet["Item"]):
    def active(self) -> ItemQuerySet:
        return self.filter(archived_at__isnull=True)

    def archived(self) -> ItemQuerySet:
        return self.filter(archived_at__isnull=False)

    def matching(self, words: str) -> ItemQuerySet:
        """Every word stands somewhere in the code, the name or the description."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(code__icontains=word) | Q(name__icontains=word) | Q(description__icontains=word)
            )
        return found


class ItemManager(models.Manager.from_queryset(ItemQuerySet)):  # type: ignore[misc]
    def blank(self) -> Item:
        """One to fill in, not saved: with the VAT of the newest, since most have the same."""
        newest = self.order_by("-id").first()
        if newest is None:
            return Item(vat_category=VatCategory.STANDARD)
        return Item(vat_category=newest.vat_category, vat_rate=newest.vat_rate)


class Item(WorkspaceModel):
    """A good or a service, with what a line of a document begins with.

    The price is net, per unit, in the workspace's currency. Documents copy these values; a later
    change here changes no document.
    """

    class Kind(models.TextChoices):
        GOOD = "good", _("Good")
        SERVICE = "service", _("Service")

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices, default=Kind.GOOD)
    code = models.CharField(_("Code"), max_length=60, blank=True)
    name = models.CharField(_("Name"), max_length=200)
    description = models.TextField(_("Description"), max_length=2000, blank=True)
    unit = models.CharField(_("Unit"), max_length=3, choices=UNITS, default="C62")
    unit_price = models.DecimalField(
        _("Price without VAT"),
        max_digits=19,
        decimal_places=4,
        validators=[MinValueValidator(Decimal(0))],
    )
    vat_category = models.CharField(
        _("VAT"), max_length=2, choices=VatCategory.choices, default=VatCategory.STANDARD
    )
    vat_rate = models.DecimalField(
        _("VAT rate, %"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[ItemManager] = ItemManager()

    class Meta(WorkspaceModel.Meta):
        ordering = ["name", "id"]
        indexes = [models.Index("name", "id", name="catalogue_item_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="catalogue_item_one_code",
                violation_error_message=_("Another item has this code."),
            ),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0), name="catalogue_item_price_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(vat_category=VatCategory.STANDARD, vat_rate__gt=0, vat_rate__lte=100)
                | (~Q(vat_category=VatCategory.STANDARD) & Q(vat_rate=0)),
                name="catalogue_item_rate_fits_category",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def clean(self) -> None:
        check_rate(self.vat_category, self.vat_rate)

    def make(self, *, by: Member | None) -> None:
        """Save a new one. Raises ValidationError, or Taken for the code of another item."""
        changes.make(self, by=by)

    def change(self, values: Mapping[str, Any], *, by: Member | None) -> list[str]:
        """Set these fields. Raises ValidationError, or Taken for the code of another item."""
        return changes.change(self, values, by=by)

    def remove(self, *, by: Member | None) -> None:
        """Delete it. Refused with InUse once a document refers to it."""
        changes.remove(self, by=by)

    @transaction.atomic
    def archive(self, *, by: Member | None) -> None:
        """Out of the lists that offer items; documents keep their lines. Safe to repeat."""
        if Item.objects.active().filter(pk=self.pk).update(archived_at=timezone.now()):
            Entry.objects.write("archived", self, by=by)
        self.refresh_from_db(fields=["archived_at"])

    @transaction.atomic
    def restore(self, *, by: Member | None) -> None:
        """Back in the lists. Safe to repeat."""
        if Item.objects.archived().filter(pk=self.pk).update(archived_at=None):
            Entry.objects.write("restored", self, by=by)
        self.refresh_from_db(fields=["archived_at"])
