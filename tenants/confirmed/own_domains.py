"""What is confirmed before a business's people are sent to a host of its own.

Who controls that host can act in the workspace as each of them.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload, ask_to_confirm, short
from tenants.actor import Actor
from tenants.errors import DomainNotProven, NotClosable
from tenants.models import Claim, Tenant
from tenants.models.membership import Role
from tenants.request import KnownRequest
from tenants.workflows.own_domains import make_primary
from users.models import StaffRole, User

KIND = "domain.made_primary"
STAFF = frozenset(role.value for role in StaffRole if role.may("tenants", writes=True))
LONGEST = 60  # characters of a host that are shown


def ask_before_primary(request: Any, workspace: Tenant, claim: Claim) -> HttpResponse | None:
    """The way to a confirmation; none, where people are sent to this host already.

    Raises NotClosable and DomainNotProven.
    """
    if not workspace.can_be_entered:
        raise NotClosable
    if not claim.is_proven:
        raise DomainNotProven
    if claim.is_primary:
        return None
    payload = {
        "claim": str(claim.pk),
        "host": claim.host,
        "slug": workspace.slug,
        "name": workspace.name,
    }
    is_staff = KnownRequest.of(request).kind == "provider"
    back = _page_of(workspace.pk, payload, is_staff=is_staff)
    return ask_to_confirm(request, KIND, payload, tenant=workspace, back=back)


def _page_of(tenant_id: UUID | None, payload: Payload, *, is_staff: bool) -> str:
    if is_staff:
        return reverse("console-workspace", args=[tenant_id], urlconf="config.urls_provider")
    where = [payload["slug"], payload["claim"]]
    return reverse("workspace-domain", args=where, urlconf="config.urls_public")


def _question(payload: Payload) -> str:
    told = {"name": short(payload["name"]), "host": _end_of(payload["host"])}
    return _("Send the people of %(name)s to %(host)s from now on?") % told


def _end_of(host: str) -> str:
    """Whose it is stands at the end of a name."""
    return host if len(host) <= LONGEST else f"…{host[-LONGEST:]}"


def _make(payload: Payload, asker: Asker) -> Done:
    """Only within the tenant where it was asked."""
    claim = Claim.objects.filter(pk=UUID(payload["claim"]), tenant=asker.tenant_id).first()
    if claim is None:
        raise DomainNotProven
    make_primary(claim, by=_actor(asker))
    return Done(
        says=_("Your people are sent to %(host)s now.") % dict(payload),
        leads_to=_page_of(asker.tenant_id, payload, is_staff=asker.role in STAFF),
        answer={"id": payload["claim"], "host": claim.host},
    )


def _actor(asker: Asker) -> Actor:
    user = User.objects.get(pk=asker.user_id)
    return Actor.of_staff(user) if asker.role in STAFF else Actor(user=user)


MAKE_PRIMARY = Operation(kind=KIND, says=_question, does=_make, roles={Role.OWNER, *STAFF})
