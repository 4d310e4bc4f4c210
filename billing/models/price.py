from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from billing.errors import PriceTaken
from i18n.currencies import CURRENCIES, decimals_of
from tenants.leaving import holds_nothing

LONGEST_TRIAL = 366


@holds_nothing("what a plan costs")
class PlanPrice(models.Model):
    """What a plan costs a month, in one currency and from a day on. Never changed: another follows.

    The database refuses to alter or remove one. `valid_from` is a day in UTC.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey("billing.Plan", models.PROTECT, related_name="prices")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=19, decimal_places=4, validators=[MinValueValidator(0)])
    valid_from = models.DateField()
    trial_days = models.PositiveSmallIntegerField(validators=[MaxValueValidator(LONGEST_TRIAL)])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["currency", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "currency", "valid_from"], name="one_price_from_a_day"
            ),
            models.CheckConstraint(name="price_is_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="price_trial_is_a_year_at_most", condition=Q(trial_days__lte=LONGEST_TRIAL)
            ),
        ]

    def clean(self) -> None:
        """As many decimals as the currency has, and no more: somebody will have to pay it."""
        if self.currency not in CURRENCIES:
            raise ValidationError({"currency": _("Write a currency's three letters.")})
        if self.amount % self.smallest:
            raise ValidationError({"amount": _("This currency has fewer decimals.")})

    @property
    def smallest(self) -> Decimal:
        """One unit of the last decimal that the currency has."""
        return Decimal(1).scaleb(-decimals_of(self.currency))

    def same_as(self, wanted: PlanPrice) -> PlanPrice:
        """This one, if it says what is wanted. Otherwise PriceTaken."""
        if (self.amount, self.trial_days) != (wanted.amount, wanted.trial_days):
            raise PriceTaken
        return self

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} from {self.valid_from}"
