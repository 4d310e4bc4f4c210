"""What somebody confirms before it happens: that a program gets a key, or another one."""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.confirming import Asker, Done, Operation, Payload, short
from tenants.confirmed.acting import person_of
from tenants.models import Membership
from tenants.roles import AREAS
from users.errors import TokenIsGone
from users.models import ApiToken
from users.scopes import as_people_say
from users.workflows.tokens import make_token, rotate_token

MAKE, ROTATE = "tokens.made", "tokens.rotated"
ROLES = AREAS["programs"].changes


def _says_made(payload: Payload) -> str:
    return _("Make a token for “%(name)s” (%(may)s; %(days)s)?") % told_of(payload)


def told_of(payload: Payload, *, of_provider: bool = False) -> dict[str, str]:
    """What a new token is for, in the reader's words."""
    days = payload["days"]
    return {
        "name": short(payload["name"]),
        "may": as_people_say(payload["scopes"], of_provider=of_provider),
        "days": ngettext("%(days)s day", "%(days)s days", days) % {"days": days},
    }


def _make(payload: Payload, asker: Asker) -> Done:
    token, secret = make_token(
        **payload,
        by=person_of(asker),
        membership=Membership.objects.select_related("tenant").get(
            pk=cast(UUID, asker.membership_id)
        ),
    )
    return shown(token, secret, leads_to="/tokens/")


def says_rotated(payload: Payload) -> str:
    told = {**payload, "name": short(payload["name"])}
    return _("Make a new token in place of “%(name)s” (%(prefix)s)?") % told


def _rotate(payload: Payload, asker: Asker) -> Done:
    token = ApiToken.objects.filter(pk=UUID(payload["id"]), membership=asker.membership_id).first()
    if token is None:
        raise TokenIsGone
    overlap = timedelta(hours=payload["overlap_hours"])
    return shown(*rotate_token(token.pk, overlap=overlap, by=person_of(asker)), leads_to="/tokens/")


def shown(token: ApiToken, secret: str, *, leads_to: str) -> Done:
    """Of a workspace's program, or of the provider's (`users.confirmed.staff`)."""
    return Done(
        says=_("The token is made."),
        leads_to=leads_to,
        shows={_("Token of “%(name)s”") % {"name": token.name}: secret},
        answer={"id": str(token.pk), "prefix": token.prefix, "token": secret},
    )


AFTERWARDS = gettext_lazy(
    "The token is made, and was shown: that happens once only. If you do not have it, revoke it and"
    " make another one."
)

OPERATIONS = [
    Operation(kind=MAKE, says=_says_made, does=_make, roles=ROLES, afterwards=AFTERWARDS),
    Operation(kind=ROTATE, says=says_rotated, does=_rotate, roles=ROLES, afterwards=AFTERWARDS),
]
