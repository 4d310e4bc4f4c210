from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from billing.errors import PayerChanged, PayerPays
from billing.models.verification import Verification
from config.one_line import one_line
from config.searching import words_of
from identity.address import Addressed
from identity.phone import check_phone
from identity.registration import check_registration_number
from identity.vat import check_vat_number
from tenants.actor import Actor
from tenants.leaving import erased
from tenants.models import PublicEntry
from users.models import User


class PayerQuerySet(models.QuerySet["Payer"]):
    FOUND_IN = ("legal_name", "first_name", "last_name", "registration_number", "email")

    def kept_by(self, user: User) -> PayerQuerySet:
        return self.filter(keepers__user=user)

    def that_pay_for_nothing(self) -> PayerQuerySet:
        return self.filter(subscriptions__isnull=True)

    def matching(self, typed: str) -> PayerQuerySet:
        """Those in whose name, registration number or e-mail every word stands."""
        found = self
        for word in words_of(typed):
            places = [Q(**{f"{field}__icontains": word}) for field in self.FOUND_IN]
            found = found.filter(Q(*places, _connector=Q.OR))
        return found


# Who pays for other workspaces too stays: billing/workflows/leave.py comes before.
@erased(with_tenant="subscriptions__tenant")
class Payer(Addressed):
    """The person or company whose money it is; may pay for several workspaces.

    What each kind does not have is empty: a company has no first and last name, a private person
    no legal name, and never needs a registration number.
    """

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        PERSON = "person", _("Private person")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("Who pays"), max_length=10, choices=Kind, default=Kind.COMPANY)
    legal_name = models.CharField(
        _("Legal name"), max_length=200, blank=True, validators=[one_line]
    )
    first_name = models.CharField(
        _("First name"), max_length=100, blank=True, validators=[one_line]
    )
    last_name = models.CharField(_("Last name"), max_length=100, blank=True, validators=[one_line])
    registration_number = models.CharField(_("Registration number"), max_length=30, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=30, blank=True)
    email = models.EmailField(_("E-mail for invoices"), max_length=254)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    # Of the invoices, and not what the person reads: that preference is kept in the cookie only.
    document_language = models.CharField(
        _("Language of invoices"), max_length=2, choices=settings.LANGUAGES
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(PayerQuerySet)()

    DATA = (
        "kind",
        "legal_name",
        "first_name",
        "last_name",
        "registration_number",
        "vat_number",
        "street",
        "city",
        "postal_code",
        "region",
        "country",
        "email",
        "phone",
        "document_language",
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="payer_has_the_name_of_its_kind",
                condition=Q(kind="company", first_name="", last_name="") & ~Q(legal_name="")
                | Q(kind="person", legal_name="") & ~Q(first_name="") & ~Q(last_name=""),
            ),
            models.CheckConstraint(
                name="payer_email_is_lower_case", condition=Q(email=Lower("email"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.legal_name or f"{self.first_name} {self.last_name}".strip()

    @property
    def is_person(self) -> bool:
        return self.kind == self.Kind.PERSON

    @property
    def is_verified(self) -> bool:
        return hasattr(self, "verification")

    def clean(self) -> None:
        """Write everything one way, and refuse what cannot be right or is not said."""
        if self.is_person:
            self.legal_name = ""
        else:
            self.first_name = self.last_name = ""
        self.email = self.email.strip().lower()
        refused = dict(self._wrong()) | dict(self._not_said())
        if refused:
            raise ValidationError(refused)

    def _wrong(self) -> Iterator[tuple[str, Any]]:
        for name, check in self._checks().items():
            try:
                setattr(self, name, check())
            except ValidationError as error:
                yield name, error

    def _checks(self) -> dict[str, Callable[[], str]]:
        return {
            "registration_number": lambda: check_registration_number(
                self.registration_number, self.country, of_person=self.is_person
            ),
            "vat_number": lambda: check_vat_number(self.vat_number, self.country),
            "phone": lambda: check_phone(self.phone, self.country),
        }

    def _not_said(self) -> Iterator[tuple[str, Any]]:
        for name, sentence in {
            **_NEEDED,
            **(_OF_PERSON if self.is_person else _OF_COMPANY),
        }.items():
            if not getattr(self, name).strip():
                yield name, ValidationError(str(sentence), code="not_said")

    @transaction.atomic
    def make(self, *, by: Actor) -> None:
        """Save a new one, kept by the person who made it. Raises ValidationError."""
        self.full_clean(validate_constraints=False)
        self.save(force_insert=True)
        if by.user is not None:
            self.keepers.create(user=by.user)
        PublicEntry.objects.write("payer.made", self, by=by)

    @transaction.atomic
    def change(self, values: Mapping[str, Any], *, by: Actor) -> list[str]:
        """Set these fields; answers those that differ now. What differs takes a verification back.

        Raises ValidationError. A repeat changes nothing.
        """
        self._lock()
        before = {name: getattr(self, name) for name in self.DATA}
        for name, value in values.items():
            setattr(self, name, value)
        self.full_clean(validate_constraints=False)
        changed = [name for name in self.DATA if getattr(self, name) != before[name]]
        if changed:
            self.revision += 1
            self.save(update_fields=[*changed, "revision"])
            PublicEntry.objects.write("payer.changed", self, by=by)
            self.take_verification_back(by=by)
        return changed

    @transaction.atomic
    def verify(self, *, revision: int, by: Actor, note: str = "") -> None:
        """The provider found this revision of the data true. A repeat changes nothing but the note.

        Raises PayerChanged when the data is not the one that was looked at.
        """
        self._lock()
        if self.revision != revision:
            raise PayerChanged
        found, is_new = Verification.objects.get_or_create(
            payer=self, defaults={"note": note, **by.fields}
        )
        if is_new or found.note != note:
            found.note = note
            found.save(update_fields=["note"])
            PublicEntry.objects.write("payer.verified", self, by=by)

    @transaction.atomic
    def take_verification_back(self, *, by: Actor) -> None:
        """Safe to repeat."""
        self._lock()
        if Verification.objects.filter(payer=self).delete()[0]:
            PublicEntry.objects.write("payer.verification_taken_back", self, by=by)
        self._forget_verification()

    @transaction.atomic
    def drop(self, *, by: Actor) -> None:
        """Delete it with its keepers and its verification. Raises PayerPays while it pays for anything."""
        self._lock()
        if self.subscriptions.exists():
            raise PayerPays
        PublicEntry.objects.write("payer.dropped", self, by=by)
        self.delete()

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=Payer.objects.select_for_update(of=("self",)))
        self._forget_verification()

    def _forget_verification(self) -> None:
        self._state.fields_cache.pop("verification", None)


_NEEDED: dict[str, Promise] = {
    "street": _("Write the street and house."),
    "city": _("Write the city."),
}
_OF_COMPANY: dict[str, Promise] = {
    "legal_name": _("Write the company's legal name."),
    "registration_number": _("Write the registration number."),
}
_OF_PERSON: dict[str, Promise] = {
    "first_name": _("Write the first name."),
    "last_name": _("Write the last name."),
}
