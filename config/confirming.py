"""Sensitive operations: somebody confirms each one with a code or a passkey before it happens.

An app registers an operation once, in its `apps.py`:

    confirming.register(
        Operation(
            kind="company.bank_account",          # for programs and the logbook
            says=the_question,                    # (payload) -> "Get paid to LV97 … 6789 from now on?"
            does=change_it,                       # (payload, asker) -> Done
            roles={"owner", "accountant"},        # who may, in the tenant or as staff; None: anybody known
            in_workspace=True,                    # the room in which `does` and `version` run
            version=present_account,              # optional (payload) -> what may not change meanwhile
        )
    )

and the view, once it has checked what was typed, asks instead of doing it:

    return ask_to_confirm(request, "company.bank_account", {"iban": "LV97…"})

A page is answered with a redirect to `/confirm/<id>/`; a program with 202 and `{"confirmation":
{id, state, says, methods, expires_at, page}}`, and sends the code, or what a passkey has signed, to
`POST /api/v1/confirmations/<id>/`. Then `does` runs, in the transaction that uses the confirmation
up: once or never.

`payload` holds JSON values (strings, numbers, true, null, lists, dicts) and is kept sealed. `says`
is made of the payload alone, without a look into the database: whatever it names is bound by the
digest. It is in the active language, names amount, payee or name, and fits into an SMS
(`short` cuts long names). In the API's document the 202 is `config.asked.AskedOutput`.

`does` raises a Refusal where it is not possible any more. What it `Done.shows` (the secret of a new
token) stands on the page or in the answer that follows, once, and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.text import Truncator

Payload = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asked, as known now: values, no row of the public room.

    The last three are empty where the operation is about no tenant; of staff on the provider's host
    `role` is the one that they have there.
    """

    user_id: UUID
    name: str
    email: str
    tenant_id: UUID | None = None
    membership_id: UUID | None = None
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What there is to say afterwards. `leads_to` is a path on the host where it was asked.

    `shows`: what it is called → the value, once. `answer`: what a program gets.
    """

    says: str
    leads_to: str = "/"
    shows: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, Any] = field(default_factory=dict)


def _no_version(payload: Payload) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """`afterwards`: what its page says once it is done; of one that showed something, that it does
    so once only."""

    kind: str
    says: Callable[[Payload], str]
    does: Callable[[Payload, Asker], Done]
    roles: Collection[str] | None = None
    in_workspace: bool = False
    version: Callable[[Payload], str] = _no_version
    afterwards: str | Promise = ""


def short(name: str) -> str:
    """As it stands in a question: an SMS is no place for a long one."""
    return str(Truncator(name).chars(40))


_operations: dict[str, Operation] = {}


def register(operation: Operation) -> None:
    _operations[operation.kind] = operation


def operation_of(kind: str) -> Operation:
    """Raises KeyError."""
    return _operations[kind]


Desk = Callable[..., HttpResponse]
_desk: list[Desk] = []


def kept_by(desk: Desk) -> None:
    """`users` says how a confirmation is asked for and kept: nothing here knows its tables."""
    _desk[:] = [desk]


def ask_to_confirm(
    request: Any, kind: str, payload: Payload, *, tenant: Any = None, back: str = "/"
) -> HttpResponse:
    """Leave a confirmation that waits ten minutes, and answer with the way to it.

    Takes Django's request or DRF's. `tenant` is whom it is about; on a workspace's host that is
    its own one, without being said. `back` is the path of a page for who does not want it after
    all. An earlier one of this kind that still waits is cancelled.
    Raises PermissionDenied where the role does not allow it; to a program also NothingToConfirmBy.
    """
    [desk] = _desk
    return desk(request, operation_of(kind), payload, tenant=tenant, back=back)
