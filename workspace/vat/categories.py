"""What kind of VAT a line bears: UNCL 5305 codes, as EN 16931 uses them."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class VatCategory(models.TextChoices):
    STANDARD = "S", gettext_lazy("With VAT")
    ZERO = "Z", gettext_lazy("Zero rate")
    EXEMPT = "E", gettext_lazy("Exempt from VAT")
    REVERSE_CHARGE = "AE", gettext_lazy("Reverse charge")
    INTRA_COMMUNITY = "K", gettext_lazy("Supply within the EU")
    EXPORT = "G", gettext_lazy("Export")
    OUTSIDE = "O", gettext_lazy("Outside the scope of VAT")


def check_rate(category: str, rate: Decimal | None) -> None:
    """A rate in percent belongs to S and to nothing else (EN 16931, BR-S-05 to BR-O-05)."""
    if rate is None:
        return
    if category == VatCategory.STANDARD and rate <= 0:
        raise ValidationError({"vat_rate": _("Write the rate, such as 21.")}, code="vat_rate")
    if category != VatCategory.STANDARD and rate != 0:
        raise ValidationError({"vat_rate": _("Without VAT the rate is 0.")}, code="vat_rate")
