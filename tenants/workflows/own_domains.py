"""A business's own host names: claimed, looked after and given up; in the public room."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tenants.actor import Actor
from tenants.errors import DomainNotProven, HostTaken, NotClosable, TooManyDomains
from tenants.hosts.own_names import own_host
from tenants.models import Claim, Domain, PublicEntry, Tenant
from tenants.workflows.prove_domain import prove_domain

MOST = 20  # claims of one tenant
AGAIN = timedelta(seconds=5)  # so long a question is the same question


@transaction.atomic
def claim_domain(tenant_id: UUID, *, host: str, by: Actor) -> tuple[Claim, bool]:
    """A tenant says that this host is its own; it leads to it once DNS proves that.

    Leaves behind the claim, with the record to set, a logbook line, and the job that asks DNS.
    A repeat finds the same claim. What another tenant has proven is refused; what it only claims
    is not.
    """
    name = own_host(host)
    tenant = _there(tenant_id)
    found = tenant.claims.filter(host=name).first()
    if found is not None:
        return found, False
    if Domain.objects.filter(domain=name).exists():
        raise HostTaken
    if tenant.claims.count() >= MOST:
        raise TooManyDomains
    claim = tenant.claims.create(host=name, asked_at=timezone.now())
    PublicEntry.objects.write("domain.claimed", claim, by=by, tenant=tenant)
    prove_domain.enqueue(str(claim.pk))
    return claim, True


@transaction.atomic
def ask_for_proof(claim: Claim, *, by: Actor) -> None:
    """Have DNS asked now. Within some seconds a repeat is the same question."""
    tenant = _there(claim.tenant_id)
    now = timezone.now()
    if claim.asked_at is not None and now - claim.asked_at < AGAIN:
        return
    claim.asked_at = now
    claim.save(update_fields=["asked_at"])
    PublicEntry.objects.write("domain.proof_asked", claim, by=by, tenant=tenant)
    prove_domain.enqueue(str(claim.pk))


@transaction.atomic
def give_up_domain(claim: Claim, *, by: Actor) -> None:
    """The host no longer leads here, from this moment and for good; the record is of no use."""
    tenant = _there(claim.tenant_id)
    if not Claim.objects.filter(pk=claim.pk).delete()[0]:
        return
    tenant.send_people_home()
    PublicEntry.objects.write("domain.given_up", claim.pk, by=by, tenant=tenant)


@transaction.atomic
def make_primary(claim: Claim, *, by: Actor) -> None:
    """People are sent to this host from now on. The others go on answering."""
    tenant = _there(claim.tenant_id)
    domain = Domain.objects.filter(claim=claim).first()
    if domain is None:
        raise DomainNotProven
    if not domain.is_primary:
        domain.become_primary()
        PublicEntry.objects.write("domain.made_primary", claim, by=by, tenant=tenant)


@transaction.atomic
def make_our_host_primary(tenant_id: UUID, *, by: Actor) -> None:
    """People are sent to the host below ours again. A repeat changes nothing."""
    tenant = _there(tenant_id)
    ours = tenant.domains.get(claim=None)
    if not ours.is_primary:
        ours.become_primary()
        PublicEntry.objects.write("domain.made_primary", str(tenant.pk), by=by, tenant=tenant)


def _there(tenant_id: UUID) -> Tenant:
    """Held, so that neither an erasure nor another change of its domains happens meanwhile."""
    tenant = Tenant.objects.held(tenant_id)
    if not tenant.can_be_entered:
        raise NotClosable
    return tenant
