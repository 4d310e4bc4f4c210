"""How the page of one's own data says what the file has: labels, and values as a person reads them.

Ids, counts and what is for programs stand in the file only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from i18n.writing import written_day, written_moment
from tenants.models.membership import Role
from users.software import software_of

TITLES: dict[str, Promise] = {  # by what the file calls a table; in this order on the page
    "users.user": gettext_lazy("You"),
    "account.emailaddress": gettext_lazy("E-mail addresses"),
    "users.phone": gettext_lazy("Phone"),
    "users.contactchange": gettext_lazy("Changes of your address or number"),
    "mfa.authenticator": gettext_lazy("Second factors"),
    "users.factorrecovery": gettext_lazy("Lost second factors"),
    "tenants.membership": gettext_lazy("Your workspaces"),
    "tenants.invitation": gettext_lazy("Invitations that you accepted"),
    "tenants.departure": gettext_lazy("Workspaces that you have left"),
    "billing.keeper": gettext_lazy("Payers whose data you keep"),
    "users.staff": gettext_lazy("Your work for the provider"),
    "users.policyacceptance": gettext_lazy("Policy that you accepted"),
    "users.session": gettext_lazy("Where you are signed in"),
    "users.seenbrowser": gettext_lazy("Browsers that you have used"),
    "users.signup": gettext_lazy("How you signed up"),
    "users.confirmation": gettext_lazy("What you were asked to confirm"),
    "users.decision": gettext_lazy("What you confirmed"),
    "users.code": gettext_lazy("Codes on their way"),
    "post.delivery": gettext_lazy("Mails to you"),
    "post.sms": gettext_lazy("SMS to you"),
    "tenants.publicentry": gettext_lazy("Logbook"),
}
LABELS: dict[str, Promise] = {
    "accepted_at": gettext_lazy("Accepted"),
    "asked_at": gettext_lazy("Asked"),
    "at": gettext_lazy("When"),
    "began_at": pgettext_lazy("of what stands", "Since"),
    "browser": gettext_lazy("Browser"),
    "carrier": gettext_lazy("Network"),
    "channel": gettext_lazy("Sent by"),
    "confirms_from": gettext_lazy("Confirms operations from"),
    "created": gettext_lazy("Made"),
    "created_at": pgettext_lazy("of what stands", "Since"),
    "done_at": gettext_lazy("Done"),
    "email": gettext_lazy("E-mail address"),
    "email_proven_at": gettext_lazy("Address confirmed"),
    "expire_date": gettext_lazy("Until"),
    "expires_at": gettext_lazy("Until"),
    "first_at": gettext_lazy("First used"),
    "hidden": gettext_lazy("To"),
    "is_active": gettext_lazy("May sign in"),
    "last_at": gettext_lazy("Used last"),
    "last_login": gettext_lazy("Signed in last"),
    "last_used_at": gettext_lazy("Used last"),
    "made_at": gettext_lazy("Asked"),
    "method": gettext_lazy("Confirmed by"),
    "name": pgettext_lazy("of a person", "Name"),
    "network": gettext_lazy("Network"),
    "new": gettext_lazy("New"),
    "number": gettext_lazy("Number"),
    "old": gettext_lazy("Before"),
    "opens_at": gettext_lazy("Waits until"),
    "password_set_at": gettext_lazy("Password since"),
    "phone": gettext_lazy("Phone number"),
    "phone_proven_at": gettext_lazy("Number confirmed"),
    "policy": gettext_lazy("Version"),
    "primary": gettext_lazy("You sign in with it"),
    "proven_at": gettext_lazy("Confirmed"),
    "returned_at": gettext_lazy("Came back"),
    "role": gettext_lazy("Role"),
    "seen_at": gettext_lazy("Used last"),
    "sent": gettext_lazy("Sent"),
    "state": gettext_lazy("State"),
    "system": gettext_lazy("System"),
    "to": gettext_lazy("To"),
    "type": gettext_lazy("Kind"),
    "used_at": gettext_lazy("Used"),
    "verb": gettext_lazy("What happened"),
    "verified": gettext_lazy("Confirmed"),
    "workspace": gettext_lazy("Workspace"),
}
_WORDS: dict[str, Mapping[str, Any]] = {
    "channel": {"email": gettext_lazy("mail"), "sms": gettext_lazy("SMS")},
    "method": {
        "passkey": gettext_lazy("passkey"),
        "sms": gettext_lazy("SMS"),
        "totp": gettext_lazy("app that shows codes"),
    },
    "role": dict(Role.choices),
    "state": {
        "accepted": gettext_lazy("on its way"),
        "bounced": gettext_lazy("came back"),
        "cancelled": gettext_lazy("cancelled"),
        "complained": gettext_lazy("called unwanted"),
        "consumed": gettext_lazy("done"),
        "delivered": gettext_lazy("delivered"),
        "failed": gettext_lazy("failed"),
        "refused": gettext_lazy("refused"),
        "sending": gettext_lazy("on its way"),
        "sent": gettext_lazy("sent"),
        "unknown": gettext_lazy("not known"),
    },
    "type": {
        "recovery_codes": gettext_lazy("recovery codes"),
        "totp": gettext_lazy("app that shows codes"),
        "webauthn": gettext_lazy("passkey"),
    },
    "verb": {
        "confirmation.asked": gettext_lazy("You were asked to confirm something"),
        "confirmation.cancelled": gettext_lazy("A confirmation was cancelled"),
        "confirmation.consumed": gettext_lazy("You confirmed something"),
        "email.changed": gettext_lazy("Your address was changed"),
        "factor.added": gettext_lazy("A second factor was added"),
        "factor.removed": gettext_lazy("A second factor was removed"),
        "invitation.accepted": gettext_lazy("You joined a workspace"),
        "invitation.made": gettext_lazy("You invited somebody"),
        "phone.changed": gettext_lazy("Your phone number was changed"),
        "policy.accepted": gettext_lazy("You accepted the policy"),
        "recovery_codes.made": gettext_lazy("Recovery codes were made"),
        "recovery_codes.used": gettext_lazy("A recovery code was used"),
        "session.ended": gettext_lazy("A browser was signed out"),
        "token.made": gettext_lazy("You made a token"),
        "token.revoked": gettext_lazy("A token was revoked"),
        "user.data_exported": gettext_lazy("You took your data along"),
        "user.entered": gettext_lazy("You entered a workspace"),
        "user.password_set": gettext_lazy("Your password was set"),
        "user.proven_again": gettext_lazy("You proved once more who you are"),
        "user.signed_in": gettext_lazy("You signed in"),
        "user.signed_out": gettext_lazy("You signed out"),
        "user.signed_up": gettext_lazy("You signed up"),
    },
}


def in_order(tables: Iterable[str]) -> list[str]:
    """What a person knows of first; tables without a title last."""
    places = {name: place for place, name in enumerate(TITLES)}
    return sorted(tables, key=lambda name: (places.get(name, len(places)), name))


def title_of(table: str) -> str:
    return str(TITLES.get(table, _("More")))


def said(row: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Label, value, and whether the value is a word for programs. Nothing of what is empty."""
    for column, value in row.items():
        if column in LABELS and value not in (None, ""):
            word, is_code = _written(column, value)
            yield str(LABELS[column]), word, is_code


def _written(column: str, value: Any) -> tuple[str, bool]:
    if column in _WORDS:
        known = _WORDS[column].get(value)
        return (str(known), False) if known else (str(value), True)
    if isinstance(value, bool):
        return (_("yes") if value else _("no")), False
    if isinstance(value, datetime):
        return written_moment(value), False
    if isinstance(value, date):
        return written_day(value), False
    if column == "browser":
        return software_of(value) if "/" in value else value, False
    return str(value), False
