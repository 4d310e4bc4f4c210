"""What an owner confirms before it happens: that somebody else is made an owner."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload, short
from tenants.actor import Actor
from tenants.models import Membership, Tenant
from tenants.models.membership import Role
from tenants.workflows.invite import invite_colleague
from tenants.workflows.keys import change_role
from users.models import User

MAKE_OWNER = "people.owner_made"
INVITE_OWNER = "people.owner_invited"


def payload_of(key: Membership) -> dict[str, str]:
    return {"membership_id": str(key.pk), "name": str(key.user), "email": key.user.email}


def _says_made(payload: Payload) -> str:
    told = {**payload, "name": short(payload["name"])}
    return _("Make %(name)s (%(email)s) an owner?") % told


def _make(payload: Payload, asker: Asker) -> Done:
    """Only within the tenant where it was asked."""
    key = Membership.objects.filter(pk=UUID(payload["membership_id"]), tenant=asker.tenant_id)
    by = Actor(user=User.objects.get(pk=asker.user_id))
    for each in key.values_list("pk", flat=True):
        change_role(each, role=Role.OWNER, by=by)
    said = _("%(name)s is an owner now.") % dict(payload)
    return Done(says=said, leads_to="/people/", answer={"id": payload["membership_id"]})


def _says_invited(payload: Payload) -> str:
    return _("Invite %(email)s as an owner?") % dict(payload)


def _invite(payload: Payload, asker: Asker) -> Done:
    invitation = invite_colleague(
        Tenant.objects.get(pk=asker.tenant_id),
        email=payload["email"],
        role=Role.OWNER,
        language=payload["language"],
        by=User.objects.get(pk=asker.user_id),
    )
    said = _("%(email)s is invited.") % dict(payload)
    return Done(says=said, leads_to="/people/", answer={"id": str(invitation.pk)})


OPERATIONS = [
    Operation(kind=MAKE_OWNER, says=_says_made, does=_make, roles={Role.OWNER}),
    Operation(kind=INVITE_OWNER, says=_says_invited, does=_invite, roles={Role.OWNER}),
]
