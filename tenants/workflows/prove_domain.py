"""Ask DNS whether a claimed host is the tenant's, and let it lead there, or no longer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from tenants.actor import KONTOR
from tenants.hosts import name_servers
from tenants.models import Claim, Domain, PublicEntry, Tenant
from tenants.rooms import public_room
from tenants.workflows.tell_of_domain import tell_of_domain

Found = Claim.Found
BATCH = 500


# Somebody waits, but whose name servers answer slowly decides how long it takes: no mail, no clock
# and no other tenant stands behind that.
@task(priority=-1, atomic=False, unique=True)
def prove_domain(claim_id: str) -> None:
    prove(UUID(claim_id))


def prove(claim_id: UUID) -> None:
    """Look for the record of a claim and draw the consequence; a repeat looks again.

    Proven for the first time, the host leads to the tenant. Gone from one that was proven, the
    owners are told, and seven days later the host leads nowhere. No transaction is open while the
    name servers are asked; their silence changes nothing.
    """
    with public_room():
        claim = Claim.objects.filter(pk=claim_id).first()
    if claim is not None:
        found = _look(claim)
        with public_room():
            _conclude(claim, found)


def _look(claim: Claim) -> str:
    try:
        texts = name_servers.texts_at(claim.record_name)
    except name_servers.NoAnswer:
        return Found.NO_ANSWER
    if claim.record_value in (text.strip() for text in texts):
        return Found.MARK
    return Found.OTHER_RECORD if texts else Found.NO_RECORD


@transaction.atomic
def _conclude(asked: Claim, found: str) -> None:
    tenant = Tenant.objects.held(asked.tenant_id)
    claim = Claim.objects.filter(pk=asked.pk).first()
    if claim is None or not tenant.can_be_entered:  # given up, or erased, while DNS was asked
        return
    was_missing = claim.missing_since is not None
    if found == Found.MARK and not claim.is_proven and not _let_lead(claim, tenant):
        found = Found.TAKEN
    claim.hear(found)
    if claim.is_lost and found in (Found.NO_RECORD, Found.OTHER_RECORD):
        _let_lapse(claim, tenant)
    elif claim.missing_since and not was_missing:
        PublicEntry.objects.write("domain.missing", claim, by=KONTOR, tenant=tenant)
        tell_of_domain.enqueue(str(claim.pk), "missing")


def _let_lead(claim: Claim, tenant: Tenant) -> bool:
    """False if the host leads to another tenant, perhaps since this very moment."""
    try:
        with transaction.atomic():
            claim.domain = Domain.objects.create(
                domain=claim.host, tenant=tenant, claim=claim, is_primary=False
            )
    except IntegrityError:
        return False
    PublicEntry.objects.write("domain.proven", claim, by=KONTOR, tenant=tenant)
    return True


def _let_lapse(claim: Claim, tenant: Tenant) -> None:
    """The claim stays, unproven: when the record is back, it only has to be looked at again."""
    Domain.objects.filter(claim=claim).delete()
    Claim.objects.filter(pk=claim.pk).update(missing_since=None, made_at=timezone.now())
    tenant.send_people_home()
    PublicEntry.objects.write("domain.lapsed", claim, by=KONTOR, tenant=tenant)
    tell_of_domain.enqueue(str(claim.pk), "lapsed")


def look_after_domains(now: datetime | None = None) -> None:
    """Have every claim looked at that is due; in the public room. The rest waits for the next time."""
    for claim_id in Claim.objects.due(now or timezone.now()).values_list("pk", flat=True)[:BATCH]:
        prove_domain.enqueue(str(claim_id))
