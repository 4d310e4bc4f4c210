"""What somebody confirms before a factor of theirs is gone: by it, by another, or by the phone."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload, short
from users.errors import ConfirmationOver
from users.factors.held import Type
from users.workflows.change_factors import remove_factor, trust_factor

REMOVE = "factor.removed"
TRUST = "factor.trusted"


def payload_of(row: Authenticator) -> dict[str, str | int]:
    return {"id": row.pk, "type": row.type, "name": row.data.get("name", "")}


def _row(payload: Payload, asker: Asker) -> Authenticator:
    mine = Authenticator.objects.filter(user=asker.user_id, type=payload["type"])
    row = mine.select_related("user").filter(pk=payload["id"]).first()
    if row is None:
        raise ConfirmationOver
    found: Authenticator = row
    return found


def _says(payload: Payload) -> str:
    if payload["type"] == Type.TOTP:
        return _("Remove the app that shows codes?")
    return _("Remove the passkey “%(name)s”?") % dict(payload)


def _remove(payload: Payload, asker: Asker) -> Done:
    remove_factor(_row(payload, asker))
    return Done(says=_("It is removed."), leads_to="/security/")


def _asks(payload: Payload) -> str:
    if payload["type"] == Type.TOTP:
        return _("Let your new app that shows codes confirm what you do?")
    return _("Let your new passkey “%(name)s” confirm what you do?") % {
        "name": short(payload["name"])
    }


def _trust(payload: Payload, asker: Asker) -> Done:
    trust_factor(_row(payload, asker))
    return Done(says=_("It confirms what you do from now on."), leads_to="/security/")


OPERATIONS = [
    Operation(kind=REMOVE, says=_says, does=_remove),
    Operation(kind=TRUST, says=_asks, does=_trust),
]
