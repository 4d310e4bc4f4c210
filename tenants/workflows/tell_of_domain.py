from __future__ import annotations

from django.urls import reverse
from django_tasks import task

from config.addresses import public_address
from post.letters import letter
from post.workflows.deliver import deliver
from tenants.models import Claim, Membership
from tenants.models.membership import Role
from tenants.rooms import public_room, workspace_of


@task(atomic=False)
def tell_of_domain(claim_id: str, what: str) -> None:
    """Tell a tenant's owners, in its language, that a record is gone (`missing`) or that their
    host no longer leads to them (`lapsed`). A claim that was given up meanwhile is left alone."""
    with public_room():
        claim = Claim.objects.select_related("tenant").filter(pk=claim_id).first()
        if claim is None or not claim.tenant.can_be_entered:
            return
        owners = Membership.objects.filter(tenant=claim.tenant, role=Role.OWNER)
        people = [each.user for each in owners.select_related("user")]
    for user in people:
        text = letter(
            f"tenants/mail/domain_{what}.txt",
            language=claim.tenant.language,
            host=claim.host,
            record=claim.record_name,
            value=claim.record_value,
            until=claim.lapses_at,
            url=_page_of(claim),
        )
        with workspace_of(claim.tenant):  # the delivery is one of this tenant's
            deliver(
                to=user.email, letter=text, kind=f"tenants.domain_{what}", reference=str(user.pk)
            )


def _page_of(claim: Claim) -> str:
    names = {"slug": claim.tenant.slug, "id": claim.pk}
    path = reverse("workspace-domain", kwargs=names, urlconf="config.urls_public")
    return public_address(path)
