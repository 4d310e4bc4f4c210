from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django_tasks import task

from config.addresses import public_address
from post.letters import letter
from post.workflows.deliver import deliver
from tenants.models import Claim, Membership
from tenants.models.membership import Role
from tenants.rooms import public_room, workspace_of


@task()
def tell_of_domain(claim_id: str, what: str) -> None:
    """Tell a tenant's owners that a record is gone (`missing`) or that their host no longer leads to
    them (`lapsed`). A job for each: one whose mail fails keeps it from nobody else."""
    for owner in Membership.objects.filter(tenant__claims=UUID(claim_id), role=Role.OWNER):
        tell_owner_of_domain.enqueue(claim_id, str(owner.pk), what)


@task(atomic=False)
def tell_owner_of_domain(claim_id: str, membership_id: str, what: str) -> None:
    """In the tenant's language. A claim that was given up meanwhile is left alone, and so is who is
    no owner any more."""
    with public_room():
        owners = Membership.objects.filter(role=Role.OWNER, tenant__claims=UUID(claim_id))
        owner = owners.select_related("user").filter(pk=membership_id).first()
        claim = Claim.objects.select_related("tenant").filter(pk=claim_id).first()
    if claim is None or owner is None or not claim.tenant.can_be_entered:
        return
    text = letter(
        f"tenants/mail/domain_{what}.txt",
        language=claim.tenant.language,
        host=claim.host,
        record=claim.record_name,
        value=claim.record_value,
        until=claim.lapses_at,
        url=_page_of(claim),
    )
    kind, reference = f"tenants.domain_{what}", str(owner.user_id)
    with workspace_of(claim.tenant):  # the delivery is one of this tenant's
        deliver(to=owner.user.email, letter=text, kind=kind, reference=reference)


def _page_of(claim: Claim) -> str:
    names = {"slug": claim.tenant.slug, "id": claim.pk}
    path = reverse("workspace-domain", kwargs=names, urlconf="config.urls_public")
    return public_address(path)
