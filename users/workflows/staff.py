"""Who works for the provider: let in, given another role, sent away. In the public room."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from tenants.actor import Actor
from tenants.models import PublicEntry
from users.errors import LastStaff
from users.models import Session, Staff, StaffRole, User
from users.tasks import tell_of_being_staff
from users.workflows import change_contact, change_factors


def refuse_the_last(person_id: UUID) -> None:
    """Before somebody is asked to confirm it: it is looked at again then. Raises LastStaff."""
    _refuse_the_last(set(Staff.objects.who_may_give().values_list("pk", flat=True)), person_id)


@transaction.atomic
def give_staff(person_id: UUID, *, role: StaffRole, by: Actor) -> Staff:
    """Somebody is staff from the next request on; who is already gets this role instead.

    Leaves the row, a line in the logbook and the job that tells every address of theirs. What they
    sign in and confirm by waits until it is a day old: so far there was less to lose by it. The same
    role again changes nothing. Raises LastStaff where nobody would be left who may let others in.
    """
    able = _those_who_may_give()
    before = Staff.objects.filter(person=person_id).first()
    if before is not None and before.role == role:
        return cast(Staff, before)
    if not role.may("staff", writes=True):
        _refuse_the_last(able, person_id)
    told = {"role": role, "at": timezone.now(), **by.fields}
    given, is_new = Staff.objects.update_or_create(person_id=person_id, defaults=told)
    if is_new:
        change_factors.let_cool_what_is_new(given.person)
        change_contact.let_cool_what_is_new(given.person)
    PublicEntry.objects.write("staff.given", f"{person_id} {role.value}", by=by)
    tell_of_being_staff.enqueue(str(person_id), role.value, get_language())
    return cast(Staff, given)


@transaction.atomic
def take_staff(person_id: UUID, *, by: Actor) -> None:
    """Somebody is staff no more: their sessions on the provider's host end, the others stay.

    Leaves a line in the logbook and the job that tells them; a repeat changes nothing. Raises
    LastStaff.
    """
    _refuse_the_last(_those_who_may_give(), person_id)
    if Staff.objects.filter(person=person_id).delete()[0]:
        Session.objects.filter(user=person_id, of_provider=True).delete()
        PublicEntry.objects.write("staff.taken", str(person_id), by=by)
        tell_of_being_staff.enqueue(str(person_id), "", get_language())


def staff_of_address(email: str) -> User | None:
    """Whom to let in: somebody who signs in with this very address."""
    person = User.objects.of_address(email)
    return person if person is not None and person.is_active else None


def _those_who_may_give() -> set[UUID]:
    """Held: of two who go at once the second waits for the first."""
    rows = Staff.objects.who_may_give().order_by("pk").select_for_update(of=("self",))
    return set(rows.values_list("pk", flat=True))


def _refuse_the_last(able: set[UUID], person_id: UUID) -> None:
    if able == {person_id}:
        raise LastStaff
