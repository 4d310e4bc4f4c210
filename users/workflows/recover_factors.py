"""Somebody has lost their second factor, and their codes on paper. It takes time, and all are told.

Whoever begins it (the person after a right password, an owner of one of their workspaces, the
provider), it opens after `FACTOR_RECOVERY_HOURS`, never sooner, and only the person ends it: with
the password and a link from their mail. Who signs in with the factor in the meantime stops it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from config.errors import Refusal
from post.workflows.allow import allow_text
from tenants.actor import Actor
from tenants.models import PublicEntry
from users.errors import NoSecondFactor, TooManyRecoveries
from users.factors.held import factors_of
from users.models import Attempts, FactorRecovery, Phone, Session, User
from users.models.factor_recovery import FINISH, STOP
from users.tasks import send_recovery_link, tell_everybody_of
from users.workflows.change_factors import remove_all_factors

MOST_A_DAY = 2  # for each person: each tells all addresses, and costs an SMS
DAY = timedelta(days=1)


def begin_factor_recovery(person: User, *, by: Actor) -> FactorRecovery:
    """Leaves the recovery behind, a line, and the jobs that tell every address and the phone.

    One that waits already goes on as it is, and nobody is told again. Where the budgets of SMS are
    used up the phone is left out; its reminders follow. Raises NoSecondFactor; TooManyRecoveries
    where it was begun twice within a day, whoever began it. Outside transactions: a rollback would
    take the counts back.
    """
    if not factors_of(person).exists():
        raise NoSecondFactor
    waiting: FactorRecovery | None = FactorRecovery.objects.of(person)
    if waiting is not None:
        return waiting
    if not Attempts.objects.take("factor recovery", str(person.pk), most=MOST_A_DAY, per=DAY):
        raise TooManyRecoveries
    return _begin(person, by=by, by_text=_may_text(person))


@transaction.atomic
def _begin(person: User, *, by: Actor, by_text: bool) -> FactorRecovery:
    begun: tuple[FactorRecovery, bool] = FactorRecovery.objects.begin(person, by=by)
    recovery, is_new = begun
    if is_new:
        PublicEntry.objects.write("factor_recovery.begun", person, by=by)
        tell_everybody_of(recovery, by_text=by_text)
    return recovery


def _may_text(person: User) -> bool:
    phone = Phone.objects.filter(user=person).first()
    if phone is None:
        return False
    try:
        allow_text(phone.number, by_owner=True)
    except Refusal:
        return False
    return True


@transaction.atomic
def stop_factor_recovery(person: User) -> None:
    """By the link in any of the notices, or by having the factor after all. A repeat does nothing."""
    if FactorRecovery.objects.filter(person=person).delete()[0]:
        PublicEntry.objects.write("factor_recovery.stopped", person, by=Actor(user=person))


def recovery_of_link(recovery_id: UUID, mark: str, what: str = STOP) -> FactorRecovery | None:
    found = FactorRecovery.objects.filter(pk=recovery_id).select_related("person").first()
    return found if found and found.is_marked(what, mark) else None


@transaction.atomic
def ask_for_recovery_link(person: User) -> None:
    """Once it is open. Leaves the job that sends the link to the address they sign in with."""
    found = FactorRecovery.objects.now_open().filter(person=person).first()
    if found is not None:
        send_recovery_link.enqueue(str(found.pk), get_language())


@transaction.atomic
def finish_factor_recovery(person: User, recovery_id: UUID, mark: str) -> bool:
    """Whether it was open and this its link: then no factor is left, and no session of the person.

    All of it or nothing, with a line; a second time it is gone and nothing happens. Whoever calls
    has seen the password.
    """
    waiting = FactorRecovery.objects.now_open().select_for_update()
    found = waiting.filter(pk=recovery_id, person=person).first()
    if found is None or not found.is_marked(FINISH, mark):
        return False
    by = Actor(user=person)
    remove_all_factors(person, by=by)
    Session.objects.end_all_of(person)
    found.delete()
    PublicEntry.objects.write("factor_recovery.finished", person, by=by)
    return True
