from __future__ import annotations

from uuid import UUID

from billing.models import Payer, Subscription
from tenants.actor import KONTOR
from tenants.life import Leaving
from tenants.models import PublicEntry


def leave(leaving: Leaving) -> None:
    """A tenant is erased. Its subscription goes, and its payer if it pays for nothing else. Or a
    person leaves alone: then a payer whom only they looked after, and who pays for nothing.

    No money has moved yet, so there is nothing that the law wants kept. Told in the public room, in
    the erasure's transaction; a repeat finds nothing.
    """
    if leaving.tenant_id is not None:
        _end(leaving.tenant_id)
    Payer.objects.that_pay_for_nothing().filter(keepers__user__in=leaving.people).delete()


def _end(tenant_id: UUID) -> None:
    of_tenant = Subscription.objects.filter(tenant_id=tenant_id)
    payers = list(of_tenant.exclude(payer=None).values_list("payer_id", flat=True))
    of_tenant.delete()
    for payer in Payer.objects.that_pay_for_nothing().filter(pk__in=payers):
        PublicEntry.objects.write("payer.dropped", payer, by=KONTOR)
        payer.delete()
