"""An address in parts, as e-invoices and payment files want it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from i18n.writing import country_name
from identity.countries import check_country


class Addressed(models.Model):
    """Street with house, city, postal code, perhaps a region, and the country's ISO 3166 code."""

    street = models.CharField(_("Street and house"), max_length=120, blank=True)
    city = models.CharField(_("City"), max_length=80, blank=True)
    postal_code = models.CharField(_("Postal code"), max_length=16, blank=True)
    region = models.CharField(_("Region"), max_length=80, blank=True)
    country = models.CharField(_("Country"), max_length=2, validators=[check_country])

    class Meta:
        abstract = True

    def address_lines(self, language: str | None = None) -> list[str]:
        """The lines below a name, without empty ones; the country in that language."""
        place = ", ".join(part for part in (self.city, self.region) if part)
        town = " ".join(part for part in (self.postal_code, place) if part)
        return [line for line in (self.street, town, country_name(self.country, language)) if line]
