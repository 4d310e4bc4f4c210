"""What a person confirms about themselves: that all we hold is handed out, and that it is deleted."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload
from users.models import User
from users.workflows.delete_user import delete_user

EXPORT = "own_data.export"
DELETE = "user.delete"
GRANT_SECONDS = 10 * 60
_grants = signing.TimestampSigner(salt="own data")


def grant_for(user_id: object) -> str:
    return _grants.sign(str(user_id))


def is_granted(grant: str, user: User) -> bool:
    """Whether this person has confirmed it in the last ten minutes."""
    try:
        return _grants.unsign(grant, max_age=GRANT_SECONDS) == str(user.pk)
    except signing.BadSignature:
        return False


def _says_export(payload: Payload) -> str:
    return _("Hand out everything that Kontor holds about %(email)s?") % dict(payload)


def _export(payload: Payload, asker: Asker) -> Done:
    page = reverse("own-data", urlconf="config.urls_public")
    grant = grant_for(asker.user_id)
    return Done(
        says=_("Your file is ready."),
        leads_to=f"{page}?{urlencode({'file': grant})}",
        answer={"grant": grant, "file": f"/api/v1/own-data/files/{grant}/"},
    )


def _says_delete(payload: Payload) -> str:
    return _("Delete %(email)s from Kontor for good?") % dict(payload)


def _delete(payload: Payload, asker: Asker) -> Done:
    delete_user(User.objects.get(pk=asker.user_id))
    return Done(says=_("You are deleted from Kontor. Good bye."), leads_to="/")


OPERATIONS = [
    Operation(kind=EXPORT, says=_says_export, does=_export),
    Operation(kind=DELETE, says=_says_delete, does=_delete),
]
