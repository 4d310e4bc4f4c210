from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from billing.days import today
from billing.errors import PlanRetired, PlanWithoutPrice
from billing.models.cancellation import Cancellation
from billing.models.payer import Payer
from billing.models.plan import Plan
from billing.models.price import PlanPrice
from tenants.actor import Actor
from tenants.leaving import erased
from tenants.models import PublicEntry, Tenant
from tenants.models.membership import Role
from users.models import User


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def owned_by(self, user: User) -> SubscriptionQuerySet:
        """Of the workspaces that this person owns, also while they are closed."""
        State = Tenant.State  # noqa: N806 - a class
        return self.filter(
            tenant__memberships__user=user,
            tenant__memberships__role=Role.OWNER,
            tenant__state__in=[State.OPEN, State.SUSPENDED, State.CLOSED],
        )

    def told(self) -> SubscriptionQuerySet:
        """With all that a page or an answer says of them, in one query."""
        return self.select_related(
            "tenant", "payer__verification", "price__plan__retirement", "cancellation"
        )


@erased(with_tenant="tenant")
class Subscription(models.Model):
    """A payer's standing agreement with the provider that keeps one workspace open.

    It begins as a trial and without a payer. `trial_until` is the last day of the trial, in UTC.
    The price is the version that was agreed on; later ones do not touch it.
    """

    class State(models.TextChoices):
        TRIAL = "trial", _("trial")
        TRIAL_ENDED = "trial_ended", _("trial is over")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.OneToOneField("tenants.Tenant", models.PROTECT, related_name="subscription")
    payer = models.ForeignKey(
        "billing.Payer", models.PROTECT, null=True, blank=True, related_name="subscriptions"
    )
    price = models.ForeignKey("billing.PlanPrice", models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    trial_until = models.DateField()

    objects: ClassVar[Any] = models.Manager.from_queryset(SubscriptionQuerySet)()

    def __str__(self) -> str:
        return str(self.tenant)

    @property
    def plan(self) -> Plan:
        return self.price.plan

    @property
    def is_cancelled(self) -> bool:
        return hasattr(self, "cancellation")

    @property
    def state(self) -> State:
        return self.state_on(today())

    def state_on(self, day: date) -> State:
        if self.is_cancelled:
            return self.State.CANCELLED
        return self.State.TRIAL if day <= self.trial_until else self.State.TRIAL_ENDED

    @property
    def days_left(self) -> int:
        return self.days_left_on(today())

    def days_left_on(self, day: date) -> int:
        """Days of the trial after this one; 0 on the last day and after it."""
        return max((self.trial_until - day).days, 0)

    @transaction.atomic
    def choose(self, plan: Plan, *, by: Actor) -> None:
        """Agree on this plan at the price of today. The trial stays as long as it was.

        The plan that it has already keeps its price: a repeat changes nothing. Raises PlanRetired
        or PlanWithoutPrice.
        """
        self._lock()
        if plan == self.plan:
            return
        self.price = price_of(plan, self.tenant)
        self.save(update_fields=["price"])
        self._remember("plan_chosen", by=by)

    @transaction.atomic
    def pay_by(self, payer: Payer | None, *, by: Actor) -> None:
        """From now on this payer pays. The one before is dropped if it pays for nothing else."""
        self._lock()
        if payer == self.payer:
            return
        before, self.payer = self.payer, payer
        self.save(update_fields=["payer"])
        self._remember("payer_set", by=by)
        if before is not None and not before.subscriptions.exists():
            before.drop(by=by)

    @transaction.atomic
    def end_trial_on(self, day: date, *, by: Actor) -> None:
        """The last day of the trial is this one. A repeat changes nothing."""
        self._lock()
        if day != self.trial_until:
            self.trial_until = day
            self.save(update_fields=["trial_until"])
            self._remember("trial_set", by=by)

    @transaction.atomic
    def cancel(self, *, by: Actor, reason: str = "") -> None:
        """It will not go on; the workspace stays open to the end of the trial. Safe to repeat."""
        self._lock()
        _row, is_new = Cancellation.objects.get_or_create(
            subscription=self, defaults={"reason": reason, **by.fields}
        )
        if is_new:
            self._remember("cancelled", by=by)

    @transaction.atomic
    def resume(self, *, by: Actor) -> None:
        """Take a cancellation back. Safe to repeat."""
        self._lock()
        if Cancellation.objects.filter(subscription=self).delete()[0]:
            self._remember("resumed", by=by)
        self._state.fields_cache.pop("cancellation", None)

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=Subscription.objects.select_for_update(of=("self",)))

    def _remember(self, verb: str, *, by: Actor) -> None:
        PublicEntry.objects.write(f"subscription.{verb}", self, by=by, tenant=self.tenant)


def price_of(plan: Plan, tenant: Tenant) -> PlanPrice:
    """What this plan costs this tenant from today. Raises PlanRetired or PlanWithoutPrice."""
    if not plan.is_offered:
        raise PlanRetired
    price = plan.price_on(today(), tenant.currency)
    if price is None:
        raise PlanWithoutPrice
    return price
