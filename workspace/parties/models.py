from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from identity.address import Addressed
from identity.registration import check_registration_number
from identity.vat import check_vat_number
from workspace import changes
from workspace.archiving import Archivable, ArchivableQuerySet
from workspace.members.models import Member


class PartyQuerySet(ArchivableQuerySet["Party"]):
    FOUND_IN = ("name", "registration_number", "vat_number", "email")


class Party(Addressed, Archivable):
    """Whom the business sells to or buys from. Archived when done with; what refers to it stays."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        PERSON = "person", _("Person")

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices, default=Kind.COMPANY)
    name = models.CharField(_("Name"), max_length=200)
    registration_number = models.CharField(_("Registration number"), max_length=30, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=30, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    document_language = models.CharField(
        _("Language of documents"),
        max_length=2,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Left empty, it is the company's own."),
    )
    payment_days = models.PositiveSmallIntegerField(
        _("Days to pay"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
        help_text=_("Left empty, they are the company's own."),
    )
    note = models.TextField(_("Note"), max_length=4000, blank=True)
    is_customer = models.BooleanField(_("We sell to them"), default=True)
    is_supplier = models.BooleanField(_("We buy from them"), default=False)

    objects: ClassVar[Any] = models.Manager.from_queryset(PartyQuerySet)()

    class Meta(Archivable.Meta):
        verbose_name_plural = "parties"
        ordering = ["name", "id"]
        indexes = [models.Index("name", "id", name="parties_party_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "registration_number"],
                condition=~Q(registration_number=""),
                name="parties_party_one_registration",
                violation_error_message=_("Another party has this registration number."),
            ),
            models.UniqueConstraint(
                fields=["vat_number"],
                condition=~Q(vat_number=""),
                name="parties_party_one_vat_number",
                violation_error_message=_("Another party has this VAT number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Write the numbers one way, and refuse those that cannot be right."""
        is_person = self.kind == self.Kind.PERSON
        checked = {
            "registration_number": lambda: check_registration_number(
                self.registration_number, self.country, of_person=is_person
            ),
            "vat_number": lambda: check_vat_number(self.vat_number, self.country),
        }
        changes.clean_each(self, checked)

    def make(self, *, by: Member | None) -> None:
        """Save a new one. Raises ValidationError, or Taken for a number of another party."""
        changes.make(self, by=by)

    def change(self, values: Mapping[str, Any], *, by: Member | None) -> list[str]:
        """Set these fields. Raises ValidationError, or Taken for a number of another party."""
        return changes.change(self, values, by=by)

    def remove(self, *, by: Member | None) -> None:
        """Delete it. Refused with InUse once a document refers to it."""
        changes.remove(self, by=by)
