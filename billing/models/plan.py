from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from billing.days import today
from billing.errors import CodeTaken, PlanIsDefault, PlanRetired, PriceInThePast
from billing.models.price import PlanPrice
from billing.models.retirement import Retirement
from tenants.actor import Actor
from tenants.leaving import holds_nothing
from tenants.models import PublicEntry

is_code = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    _("Write small letters from a to z and digits, with single hyphens between them."),
)

# Asked whenever a workspace opens, where the ORM would take as long as all the rest.
THERE_IS_A_DEFAULT = "EXISTS (SELECT FROM billing_plan WHERE is_default)"


class PlanQuerySet(models.QuerySet["Plan"]):
    def offered(self) -> PlanQuerySet:
        return self.filter(retirement__isnull=True)

    def to_begin_with(self) -> Plan | None:
        """The plan of a workspace whose owner has not chosen yet, if the provider named one."""
        return self.offered().filter(is_default=True).first()


@holds_nothing("what the provider offers")
class Plan(models.Model):
    """What the provider offers. Name and description are written in each language, or in English."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True, validators=[is_code])
    name = models.CharField(max_length=80)
    description = models.TextField(max_length=1000, blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(PlanQuerySet)()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_plan"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_offered(self) -> bool:
        return not hasattr(self, "retirement")

    def price_on(self, day: date, currency: str) -> PlanPrice | None:
        """What it costs then: in this currency, else in the first one that it was priced in."""
        prices: list[PlanPrice] = sorted(self.prices.all(), key=lambda price: price.pk)
        for wanted in (currency, *(price.currency for price in prices[:1])):
            valid = [p for p in prices if p.currency == wanted and p.valid_from <= day]
            if valid:
                return max(valid, key=lambda price: price.valid_from)
        return None

    @transaction.atomic
    def make(self, *, by: Actor) -> None:
        """Save a new one. Raises ValidationError, or CodeTaken."""
        _one_after_the_other()
        self.full_clean(validate_unique=False, validate_constraints=False)
        if self.is_default:
            self._lead(by)
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError as error:
            raise CodeTaken from error
        PublicEntry.objects.write("plan.made", self, by=by)

    @transaction.atomic
    def change(self, values: Mapping[str, Any], *, by: Actor) -> None:
        """Set its texts, and whether workspaces begin with it. A repeat changes nothing."""
        _one_after_the_other()
        self.refresh_from_db()
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, values[name])
        if not changed:
            return
        self.full_clean(validate_unique=False, validate_constraints=False)
        if "is_default" in changed and self.is_default:
            self._lead(by)
        self.save(update_fields=changed)
        PublicEntry.objects.write("plan.changed", self, by=by)

    def _lead(self, by: Actor) -> None:
        """One that is not offered cannot; the one before steps back."""
        if not self._state.adding and not self.is_offered:
            raise PlanRetired
        for other in Plan.objects.filter(is_default=True).exclude(pk=self.pk):
            other.change({"is_default": False}, by=by)

    @transaction.atomic
    def add_price(
        self, *, amount: Decimal, currency: str, valid_from: date, trial_days: int, by: Actor
    ) -> PlanPrice:
        """From that day on it costs this much a month; who agreed on another price keeps it.

        A repeat finds the price. Raises PriceTaken if another one is valid from this day,
        PriceInThePast, and ValidationError.
        """
        _one_after_the_other()
        wanted = PlanPrice(
            plan=self,
            currency=currency,
            valid_from=valid_from,
            amount=amount,
            trial_days=trial_days,
        )
        found = PlanPrice.objects.filter(
            plan=self, currency=currency, valid_from=valid_from
        ).first()
        if found is not None:
            return found.same_as(wanted)
        if valid_from < today():
            raise PriceInThePast
        wanted.full_clean(validate_unique=False, validate_constraints=False)
        wanted.save(force_insert=True)
        PublicEntry.objects.write("plan.priced", wanted, by=by)
        return wanted

    @transaction.atomic
    def retire(self, *, by: Actor) -> None:
        """Offer it to nobody any more; who has it keeps it. Safe to repeat."""
        _one_after_the_other()
        if Plan.objects.filter(pk=self.pk, is_default=True).exists():
            raise PlanIsDefault
        _row, is_new = Retirement.objects.get_or_create(plan=self, defaults=by.fields)
        if is_new:
            PublicEntry.objects.write("plan.retired", self, by=by)

    @transaction.atomic
    def offer_again(self, *, by: Actor) -> None:
        """Safe to repeat."""
        if Retirement.objects.filter(plan=self).delete()[0]:
            PublicEntry.objects.write("plan.offered_again", self, by=by)
        self._state.fields_cache.pop("retirement", None)


def _one_after_the_other() -> None:
    """Held to the end of the transaction: which plan is the default concerns all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('billing_plan'))")
