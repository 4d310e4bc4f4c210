from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, BinaryIO, ClassVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from config.together import write_together
from identity.address import Addressed
from identity.iban import bank_of, check_iban, written
from identity.registration import check_registration_number
from identity.vat import check_vat_number
from tenants.rooms import current_workspace
from workspace import changes
from workspace.company.logo import TYPES, read_logo
from workspace.company.missing import missing_for_invoicing
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel


def logo_path(company: Company, name: str) -> str:
    """Below the workspace's own folder, under a name that nobody chose."""
    room = current_workspace()
    if room is None:
        raise RuntimeError("a file of a workspace was about to be kept outside of one")
    return f"{room.schema}/company/{uuid7().hex}{PurePosixPath(name).suffix}"


class CompanyManager(models.Manager.from_queryset(RoomQuerySet)):  # type: ignore[misc]
    def the_one(self) -> Company:
        """The business whose workspace this is; made when the workspace opened."""
        return self.get()  # type: ignore[no-any-return]

    def open(self, *, name: str, country: str, language: str, currency: str) -> None:
        """The company of a workspace that opens, from what was said at onboarding.

        A repeat leaves it as it is.
        """
        company = Company(
            legal_name=name, country=country, document_language=language, currency=currency
        )
        write_together(company, if_new=True)


class Company(Addressed, WorkspaceModel):
    """The business itself: one row in each workspace. What its documents say of the seller."""

    legal_name = models.CharField(_("Legal name"), max_length=200)
    registration_number = models.CharField(_("Registration number"), max_length=30, blank=True)
    vat_registered = models.BooleanField(_("Registered for VAT"), default=False)
    vat_number = models.CharField(_("VAT number"), max_length=30, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    website = models.URLField(_("Website"), blank=True)
    iban = models.CharField(_("IBAN"), max_length=42, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    bank_name = models.CharField(_("Bank"), max_length=120, blank=True)
    logo = models.FileField(_("Logo"), upload_to=logo_path, blank=True)
    payment_days = models.PositiveSmallIntegerField(
        _("Days to pay"), default=14, validators=[MaxValueValidator(365)]
    )
    document_language = models.CharField(
        _("Language of documents"), max_length=2, choices=settings.LANGUAGES
    )
    currency = models.CharField(_("Currency"), max_length=3)

    objects: ClassVar[CompanyManager] = CompanyManager()

    class Meta(WorkspaceModel.Meta):
        verbose_name_plural = "companies"
        constraints = [models.UniqueConstraint(Value(1), name="company_company_is_one")]

    def __str__(self) -> str:
        return self.legal_name

    def clean(self) -> None:
        """Write the numbers one way, and refuse those that cannot be right."""
        checked = {
            "registration_number": lambda: check_registration_number(
                self.registration_number, self.country
            ),
            "vat_number": lambda: check_vat_number(self.vat_number, self.country),
            "iban": lambda: check_iban(self.iban),
        }
        changes.clean_each(self, checked)
        self._find_bank()

    def _find_bank(self) -> None:
        """What the registry says of the account wins; what it does not know stays as typed."""
        bic, name = bank_of(self.iban)
        self.bic = bic or self.bic.replace(" ", "").upper()
        self.bank_name = name or self.bank_name

    @property
    def written_iban(self) -> str:
        return written(self.iban)

    def missing_for_invoicing(self) -> list[tuple[str, str | Promise]]:
        """What the law wants of the seller and is not here: (field, what to do about it)."""
        return missing_for_invoicing(self)

    def change(self, values: Mapping[str, Any], *, by: Member | None) -> list[str]:
        """Set these fields. Raises ValidationError. Leaves a line that names what differs."""
        return changes.change(self, values, by=by)

    @transaction.atomic
    def put_logo(self, file: BinaryIO, *, by: Member | None) -> None:
        """Keep this picture instead of the one before, whose file goes at commit.

        Raises LogoRefused for what is no PNG or JPEG, or too large.
        """
        picture, suffix = read_logo(file)
        before = self._locked_logo()
        self.logo.save(f"logo{suffix}", ContentFile(picture), save=False)
        self.save(update_fields=["logo"])
        self._drop_file(before)
        Entry.objects.write("logo put", self, by=by)

    @transaction.atomic
    def remove_logo(self, *, by: Member | None) -> None:
        """Leave no logo, and no file once committed. Safe to repeat."""
        before = self._locked_logo()
        if not before:
            return
        self.logo = ""
        self.save(update_fields=["logo"])
        self._drop_file(before)
        Entry.objects.write("logo removed", self, by=by)

    def logo_picture(self) -> tuple[bytes, str] | None:
        """The logo's bytes and media type, if there is one."""
        if not self.logo:
            return None
        with self.logo.open("rb") as file:
            return file.read(), TYPES[PurePosixPath(str(self.logo.name)).suffix]

    def _locked_logo(self) -> str:
        """The file that is the logo now, and stays so for others until we are done."""
        locked = Company.objects.select_for_update().values_list("logo", flat=True)
        return str(locked.get(pk=self.pk))

    def _drop_file(self, name: str) -> None:
        storage = self.logo.storage
        if name:
            transaction.on_commit(lambda: storage.delete(name))
