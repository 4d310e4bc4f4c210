"""A sensitive operation is asked for, proven, and happens: once or never."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from config.confirming import Asker, Done, Operation, Payload
from config.errors import Refusal
from tenants.models import Membership, PublicEntry, Tenant
from tenants.rooms import workspace_of
from users import guessing
from users.errors import (
    ChangedMeanwhile,
    ConfirmationOver,
    NotYoursAnyMore,
    WrongCode,
)
from users.models import Confirmation, Decision, Staff, User
from users.workflows.proofs import Proof

State = Confirmation.State


@transaction.atomic
def ask(
    operation: Operation, payload: Payload, *, user: User, tenant: Any = None, **where: Any
) -> Confirmation:
    """Leave a confirmation that waits, and a line in the logbook. In the public room.

    Those of the same person, kind and tenant that still wait are cancelled. Raises PermissionDenied.
    """
    of_provider = bool(where.get("of_provider"))
    asker = _asker(user.pk, tenant and tenant.pk, of_provider=of_provider)
    if asker is None or not _may(operation, asker):
        raise PermissionDenied
    for earlier in _waiting(operation, asker).select_for_update(of=("self",)):
        decide(earlier, State.CANCELLED)
    with _room(operation, tenant):
        version = operation.version(payload)
    new = Confirmation.objects.ask(operation, payload, by=asker, version=version, **where)
    _write("asked", new)
    return new


@transaction.atomic
def cancel(confirmation: Confirmation) -> None:
    """It does not happen. Safe to repeat, and too late once it has happened."""
    held = _held(confirmation.pk)
    if held.is_waiting:
        decide(held, State.CANCELLED)


def consume(confirmation: Confirmation, proof: Proof, *, is_guess: bool = True) -> Done:
    """If the proof is right, do what was asked, in the transaction that uses the confirmation up.

    A wrong one costs one of three tries here; a code that is wrong (`is_guess`: a passkey cannot be
    guessed) also one of the person's ten guesses an hour, everywhere. Raises ConfirmationOver,
    TooManyTries, WrongCode, and what the operation refuses: then nothing of it happened, and the
    confirmation is over too.
    """
    if not confirmation.is_waiting:
        raise ConfirmationOver
    guessed = guessing.guess(guessing.whose(confirmation.user)) if is_guess else nullcontext(None)
    with guessed as it, transaction.atomic():
        outcome = _outcome(_held(confirmation.pk), proof)
        if it is not None:
            it.right = not isinstance(outcome, WrongCode)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _outcome(held: Confirmation, proof: Proof) -> Done | Exception:
    """What is answered with an exception is committed too: a used try, a code that is used up."""
    if not held.is_waiting:
        return ConfirmationOver()
    method = proof(held)
    if not method:
        held.tries_left -= 1
        held.save(update_fields=["tries_left"])
        _write("tried", held)
        return WrongCode.with_tries(held.tries_left)
    try:
        with transaction.atomic():
            decide(held, State.CONSUMED, method)
            return _do(held)
    except (Refusal, ValidationError) as refusal:
        held = _held(held.pk)
        decide(held, State.REFUSED, method)
        return refusal


def _do(held: Confirmation) -> Done:
    payload, operation = held.payload(), held.operation
    asker = _asker(held.user_id, held.tenant_id, of_provider=held.of_provider, hold=True)
    if asker is None or not _may(operation, asker):
        raise NotYoursAnyMore
    with _room(operation, held.tenant):
        present = operation.version(payload)
        if not held.stands_on(present):
            raise ChangedMeanwhile
        return operation.does(payload, asker)


def decide(held: Confirmation, state: str, method: str = "") -> None:
    Decision.objects.create(confirmation=held, state=state, method=method)
    _write(state, held)


def _held(pk: UUID) -> Confirmation:
    """The row as it stands now, and nobody else decides on it meanwhile."""
    rows = Confirmation.objects.select_for_update(of=("self",))
    return cast(Confirmation, rows.select_related("user", "tenant").get(pk=pk))


def _waiting(operation: Operation, asker: Asker) -> Any:
    mine = Confirmation.objects.waiting().filter(user=asker.user_id, kind=operation.kind)
    return mine.filter(tenant=asker.tenant_id)


def _asker(
    user_id: UUID, tenant_id: UUID | None, *, of_provider: bool = False, hold: bool = False
) -> Asker | None:
    """Who they are now; nobody, if they are not let in any more. `hold`: and stay it until the end."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    who: dict[str, Any] = {"user_id": user.pk, "name": str(user), "email": user.email}
    if of_provider:
        staff = _one(Staff.objects.filter(person=user), hold=hold)
        return Asker(**who, tenant_id=tenant_id, role=staff.role) if staff else None
    if tenant_id is None:
        return Asker(**who)
    if hold:
        # As whoever changes keys does it: of two owners who lower each other neither waits for both.
        Tenant.objects.held(tenant_id)
    key = _one(Membership.objects.filter(user=user, tenant=tenant_id), hold=hold)
    if key is None:
        return None
    return Asker(**who, tenant_id=tenant_id, membership_id=key.pk, role=key.role)


def _one(rows: Any, *, hold: bool) -> Any:
    return (rows.select_for_update(no_key=True) if hold else rows).first()


def _may(operation: Operation, asker: Asker) -> bool:
    return operation.roles is None or asker.role in operation.roles


def _room(operation: Operation, tenant: Any) -> Any:
    return workspace_of(tenant) if operation.in_workspace else nullcontext()


def _write(verb: str, confirmation: Confirmation) -> None:
    PublicEntry.objects.create(
        user_id=confirmation.user_id,
        tenant_id=confirmation.tenant_id,
        client=confirmation.client,
        verb=f"confirmation.{verb}",
        subject=f"{confirmation.kind} {confirmation.pk}",
    )
