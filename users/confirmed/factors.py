"""What somebody confirms before a factor of theirs is gone: by it, by another, or by the phone."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload
from users.errors import ConfirmationOver
from users.factors.held import Type
from users.workflows.change_factors import remove_factor

REMOVE = "factor.removed"


def payload_of(row: Authenticator) -> dict[str, str | int]:
    return {"id": row.pk, "type": row.type, "name": row.data.get("name", "")}


def _says(payload: Payload) -> str:
    if payload["type"] == Type.TOTP:
        return _("Remove the app that shows codes?")
    return _("Remove the passkey “%(name)s”?") % dict(payload)


def _remove(payload: Payload, asker: Asker) -> Done:
    mine = Authenticator.objects.filter(user=asker.user_id, type=payload["type"])
    row = mine.select_related("user").filter(pk=payload["id"]).first()
    if row is None:
        raise ConfirmationOver
    remove_factor(row)
    return Done(says=_("It is removed."), leads_to="/security/")


OPERATIONS = [Operation(kind=REMOVE, says=_says, does=_remove)]
