"""What somebody of the provider confirms before it happens: another one is let in or sent
away, and what a program of the provider may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload, short
from tenants.actor import Actor
from users.confirmed.tokens import AFTERWARDS, says_rotated, shown, told_of
from users.errors import NobodyThere, TokenIsGone
from users.models import ApiToken, StaffRole, User
from users.workflows.staff import give_staff, take_staff
from users.workflows.tokens import make_token, rotate_token

GIVE, TAKE = "staff.given", "staff.taken"
MAKE, ROTATE = "clients.made", "clients.rotated"
ROLES = frozenset(role.value for role in StaffRole if role.may("staff", writes=True))
TOKEN_ROLES = frozenset(role.value for role in StaffRole if role.may("tokens", writes=True))


def payload_of(person: User, role: str) -> dict[str, str]:
    return {"person": str(person.pk), "name": str(person), "email": person.email, "role": role}


def payload_to_take(person: User) -> dict[str, str]:
    return {"person": str(person.pk), "name": str(person), "email": person.email}


def _says_given(payload: Payload) -> str:
    told = {"name": short(payload["name"]), "email": payload["email"]}
    told["role"] = str(StaffRole(payload["role"]).label)
    return _("Let %(name)s (%(email)s) work for the provider, as %(role)s?") % told


def _give(payload: Payload, asker: Asker) -> Done:
    person = User.objects.filter(pk=UUID(payload["person"]), is_active=True).first()
    if person is None:
        raise NobodyThere
    role = StaffRole(payload["role"])
    give_staff(person.pk, role=role, by=_actor(asker))
    return Done(
        says=_("%(name)s is staff from now on.") % {"name": person},
        leads_to="/staff/",
        answer={"id": str(person.pk), "email": person.email, "role": role.value},
    )


def _says_taken(payload: Payload) -> str:
    told = {"name": short(payload["name"]), "email": payload["email"]}
    return _("Send %(name)s (%(email)s) away from the provider?") % told


def _take(payload: Payload, asker: Asker) -> Done:
    take_staff(UUID(payload["person"]), by=_actor(asker))
    return Done(
        says=_("%(name)s is staff no more.") % {"name": payload["name"]},
        leads_to="/staff/",
        answer={"id": payload["person"]},
    )


def _says_made(payload: Payload) -> str:
    told = told_of(payload, of_provider=True)
    return _("Make a token of the provider for “%(name)s” (%(may)s; %(days)s)?") % told


def _make(payload: Payload, asker: Asker) -> Done:
    return shown(*make_token(**payload, by=_actor(asker)), leads_to="/programs/")


def _rotate(payload: Payload, asker: Asker) -> Done:
    token = ApiToken.objects.of_provider().filter(pk=UUID(payload["id"])).first()
    if token is None:
        raise TokenIsGone
    overlap = timedelta(hours=payload["overlap_hours"])
    return shown(*rotate_token(token.pk, overlap=overlap, by=_actor(asker)), leads_to="/programs/")


def _actor(asker: Asker) -> Any:
    return Actor.of_staff(User.objects.get(pk=asker.user_id))


OPERATIONS = [
    Operation(kind=GIVE, says=_says_given, does=_give, roles=ROLES),
    Operation(kind=TAKE, says=_says_taken, does=_take, roles=ROLES),
    Operation(kind=MAKE, says=_says_made, does=_make, roles=TOKEN_ROLES, afterwards=AFTERWARDS),
    Operation(
        kind=ROTATE, says=says_rotated, does=_rotate, roles=TOKEN_ROLES, afterwards=AFTERWARDS
    ),
]
