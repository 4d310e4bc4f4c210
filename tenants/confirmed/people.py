"""What an owner confirms before it happens: that somebody else is made or invited as an owner, or is
none any more.

To lower one's own role, or to leave, is not: it throws out nobody else.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload, ask_to_confirm, short
from tenants.confirmed.acting import person_of
from tenants.models import Membership, Tenant
from tenants.models.membership import Role
from tenants.request import WorkspaceRequest
from tenants.workflows.invite import invite_colleague
from tenants.workflows.keys import change_role, keep_an_owner, take_key
from users.models import User

MAKE_OWNER = "people.owner_made"
INVITE_OWNER = "people.owner_invited"
LOWER_OWNER = "people.owner_lowered"
REMOVE_OWNER = "people.owner_removed"


def ask_before_role(request: Any, key: Membership, role: str) -> HttpResponse | None:
    """The way to a confirmation, if this change of a role wants one. Raises LastOwner.

    What follows without one is told the role that was looked at here.
    """
    if key.role == role or Role.OWNER not in (key.role, role):
        return None
    if role == Role.OWNER:
        return _ask(request, MAKE_OWNER, _payload_of(key))
    if _is_own_hand(request, key):
        return None
    keep_an_owner(key)
    return _ask(request, LOWER_OWNER, {**_payload_of(key), "role": role})


def ask_before_taking(request: Any, key: Membership) -> HttpResponse | None:
    """The same, if this key is not to be taken just like that. Raises LastOwner."""
    if key.role != Role.OWNER or _is_own_hand(request, key):
        return None
    keep_an_owner(key)
    return _ask(request, REMOVE_OWNER, _payload_of(key))


def _is_own_hand(request: Any, key: Membership) -> bool:
    """Not a colleague's, and not a program's, which acts for somebody who may know nothing of it."""
    asked = WorkspaceRequest.of(request)
    return asked.api_token is None and key.pk == asked.key.id


def _ask(request: Any, kind: str, payload: Payload) -> HttpResponse:
    return ask_to_confirm(request, kind, payload, back=reverse("people"))


def _payload_of(key: Membership) -> dict[str, str]:
    return {"membership_id": str(key.pk), "name": str(key.user), "email": key.user.email}


def _says_made(payload: Payload) -> str:
    told = {**payload, "name": short(payload["name"])}
    return _("Make %(name)s (%(email)s) an owner?") % told


def _make(payload: Payload, asker: Asker) -> Done:
    if _is_there(payload, asker):
        change_role(_id_of(payload), role=Role.OWNER, by=person_of(asker))
    return _done(_("%(name)s is an owner now."), payload)


def _says_lowered(payload: Payload) -> str:
    told = {"name": short(payload["name"]), "email": payload["email"]}
    told["role"] = str(Role(payload["role"]).label)
    return _("Make %(name)s (%(email)s) an owner no more, but “%(role)s”?") % told


def _lower(payload: Payload, asker: Asker) -> Done:
    if _is_there(payload, asker):
        change_role(_id_of(payload), role=payload["role"], by=person_of(asker))
    return _done(_("The role is changed. It holds from now on."), payload)


def _says_removed(payload: Payload) -> str:
    told = {**payload, "name": short(payload["name"])}
    return _("Take the key of the owner %(name)s (%(email)s)?") % told


def _remove(payload: Payload, asker: Asker) -> Done:
    if _is_there(payload, asker):
        take_key(_id_of(payload), by=person_of(asker))
    return _done(_("%(name)s has no key any more."), payload)


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


def _is_there(payload: Payload, asker: Asker) -> bool:
    """A key of the tenant where it was asked. If it is gone by now, nothing is left to do."""
    return Membership.objects.filter(pk=_id_of(payload), tenant=asker.tenant_id).exists()


def _id_of(payload: Payload) -> UUID:
    return UUID(payload["membership_id"])


def _done(said: str, payload: Payload) -> Done:
    told = said % dict(payload)
    return Done(says=told, leads_to="/people/", answer={"id": payload["membership_id"]})


PEOPLE_OPERATIONS = [
    Operation(kind=MAKE_OWNER, says=_says_made, does=_make, roles={Role.OWNER}),
    Operation(kind=INVITE_OWNER, says=_says_invited, does=_invite, roles={Role.OWNER}),
    Operation(kind=LOWER_OWNER, says=_says_lowered, does=_lower, roles={Role.OWNER}),
    Operation(kind=REMOVE_OWNER, says=_says_removed, does=_remove, roles={Role.OWNER}),
]
