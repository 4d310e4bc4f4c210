"""Mail to people about their own sign-in. A link's secret is made here, when it is sent."""

from __future__ import annotations

from django.conf import settings
from django_tasks import task

from jobs.room_task import SOMEBODY_WAITS
from jobs.schedules import every
from users.models import FactorRecovery
from users.workflows import tell, tell_of_way_in


@task(priority=SOMEBODY_WAITS, atomic=False, unique=True)
def send_reset_link(user_id: str, language: str) -> None:
    tell.send_reset_link(user_id, language=language)


@task(priority=SOMEBODY_WAITS, atomic=False)
def tell_of_new_password(user_id: str, language: str) -> None:
    tell.tell_of_new_password(user_id, language=language)


@task(priority=SOMEBODY_WAITS, atomic=False)
def welcome(user_id: str, tenant_id: str, language: str) -> None:
    tell.welcome(user_id, tenant_id, language=language)


@task(priority=SOMEBODY_WAITS, atomic=False)
def tell_of_changed_contact(change_id: str, language: str) -> None:
    tell.tell_of_changed_contact(change_id, language=language)


@task(priority=SOMEBODY_WAITS, atomic=False)
def tell_of_changed_way_in(user_id: str, kind: str, language: str) -> None:
    tell_of_way_in.tell_of_changed_way_in(user_id, kind, language=language)


@task(priority=SOMEBODY_WAITS, atomic=False)
def tell_of_new_browser(seen_id: str, network: str, language: str) -> None:
    tell_of_way_in.tell_of_new_browser(seen_id, network, language=language)


@task(priority=SOMEBODY_WAITS, atomic=False)
def tell_of_being_staff(user_id: str, role: str, language: str) -> None:
    tell_of_way_in.tell_of_being_staff(user_id, role, language=language)


@task(priority=SOMEBODY_WAITS, atomic=False)
def tell_of_factor_recovery(recovery_id: str, language: str) -> None:
    tell_of_way_in.tell_of_factor_recovery(recovery_id, language=language)


@task(priority=SOMEBODY_WAITS, atomic=False)
def text_of_factor_recovery(recovery_id: str, language: str) -> None:
    tell_of_way_in.text_of_factor_recovery(recovery_id, language=language)


@task(priority=SOMEBODY_WAITS, atomic=False, unique=True)
def send_recovery_link(recovery_id: str, language: str) -> None:
    tell_of_way_in.send_recovery_link(recovery_id, language=language)


@every(hours=1)
@task()
def remind_of_factor_recoveries() -> None:
    for recovery in FactorRecovery.objects.remind():
        tell_everybody_of(recovery)


def tell_everybody_of(recovery: FactorRecovery, *, by_text: bool = True) -> None:
    """Leaves the jobs that send the link which stops it to every address, and to the phone."""
    told = (str(recovery.pk), recovery.language or settings.LANGUAGE_CODE)
    tell_of_factor_recovery.enqueue(*told)
    if by_text:
        text_of_factor_recovery.enqueue(*told)
