from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from workspace import changes
from workspace.archiving import Archivable, ArchivableQuerySet
from workspace.catalogue.units import UNITS
from workspace.company.models import Company
from workspace.members.models import Member
from workspace.vat.categories import VatCategory, check_rate
from workspace.vat.codes import Pack, pack_of


class ItemQuerySet(ArchivableQuerySet["Item"]):
    FOUND_IN = ("code", "name", "description")


class ItemManager(models.Manager.from_queryset(ItemQuerySet)):  # type: ignore[misc]
    def blank(self) -> Item:
        """One to fill in, not saved: with the VAT of the newest, since most have the same."""
        newest = self.order_by("-id").first()
        if newest is None:
            return Item(vat_category=VatCategory.STANDARD, tax_code=_first_code())
        return Item(
            tax_code=newest.tax_code, vat_category=newest.vat_category, vat_rate=newest.vat_rate
        )


def _first_code() -> str:
    """The usual one of the company's country, if it is registered for VAT and we know some."""
    company = Company.objects.the_one()
    codes = pack_of(company.country).codes if company.vat_registered else {}
    return next(iter(codes), "")


class Item(Archivable):
    """A good or a service, with what a line of a document begins with.

    The price is net, per unit, in the workspace's currency. Documents copy these values; a later
    change here changes no document. With a `tax_code` the rate depends on the day: `vat_on` tells
    it, and the columns keep that of the day on which the item was saved.
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
    tax_code = models.CharField(_("VAT"), max_length=20, blank=True, default="")
    vat_category = models.CharField(
        _("VAT category"), max_length=2, choices=VatCategory.choices, default=VatCategory.STANDARD
    )
    vat_rate = models.DecimalField(
        _("VAT rate, %"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )

    objects: ClassVar[ItemManager] = ItemManager()

    class Meta(Archivable.Meta):
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

    def clean(self) -> None:
        if self.tax_code:
            self._follow()
        check_rate(self.vat_category, self.vat_rate)

    def _follow(self) -> None:
        pack, today = pack_of(Company.objects.the_one().country), timezone.localdate()
        if pack.rate_of(self.tax_code, today) is None:
            raise ValidationError({"tax_code": now_("There is no such VAT here.")}, code="tax_code")
        self.vat_category, self.vat_rate = self.vat_on(today, pack)

    def vat_on(self, day: date, pack: Pack) -> tuple[str, Decimal]:
        """Category and rate of the tax code on a day; written by hand they are always the same."""
        found = pack.rate_of(self.tax_code, day)
        if found is None:
            return self.vat_category, self.vat_rate
        code, rate = found
        return code.category, rate.percent

    def make(self, *, by: Member | None) -> None:
        """Save a new one. Raises ValidationError, or Taken for the code of another item."""
        changes.make(self, by=by)

    def change(self, values: Mapping[str, Any], *, by: Member | None) -> list[str]:
        """Set these fields. Raises ValidationError, or Taken for the code of another item."""
        return changes.change(self, values, by=by)

    def remove(self, *, by: Member | None) -> None:
        """Delete it. Refused with InUse once a document refers to it."""
        changes.remove(self, by=by)
