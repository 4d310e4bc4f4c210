"""Tasks for the tests: a worker process of theirs finds them by this path."""

from __future__ import annotations

import os
import time
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import activate, get_language
from django_tasks import task

from config.errors import Refusal
from tenants.models import PublicEntry
from tenants.rooms import current_room, public_room
from workspace.logbook.models import Entry

NOBODY = UUID(int=0)


class Broken(Exception):
    pass


@task()
def append(subject: str) -> None:
    PublicEntry.objects.create(verb="appended", subject=subject)


@task(atomic=False)
def append_openly(subject: str) -> None:
    with transaction.atomic():
        PublicEntry.objects.create(verb="appended", subject=subject)


@task()
def append_inside(verb: str) -> None:
    Entry.objects.create(verb=verb, subject_kind="job", subject_id=NOBODY)


@task(max_attempts=3)
def fail(subject: str) -> None:
    PublicEntry.objects.create(verb="appended", subject=subject)
    raise Broken("Mr Smith's card is 4111 1111 1111 1111")


@task()
def refuse() -> None:
    raise Refusal("not now")


@task()
def append_and_wait(subject: str, lock: int) -> None:
    """The row is written, and the transaction stays open until whoever holds the lock lets go."""
    PublicEntry.objects.create(verb="appended", subject=subject)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


@task()
def append_slowly(subject: str, seconds: int = 1) -> None:
    PublicEntry.objects.create(verb="appended", subject=subject)
    time.sleep(seconds)


@task()
def append_for_ever(subject: str) -> None:
    PublicEntry.objects.create(verb="appended", subject=subject)
    while True:
        time.sleep(0.1)


@task(max_attempts=2)
def die() -> None:
    os._exit(9)


def tell_death(verb: str) -> None:
    Entry.objects.create(verb=f"{verb} is dead", subject_kind="job", subject_id=NOBODY)


@task(max_attempts=1, on_dead=tell_death)
def fail_and_tell(verb: str) -> None:
    raise Broken


def fail_to_tell(verb: str) -> None:
    tell_death(verb)
    raise Broken


@task(max_attempts=1, on_dead=fail_to_tell)
def fail_twice(verb: str) -> None:
    raise Broken


@task(takes_context=True)
def tell_attempt(context: Any) -> None:
    PublicEntry.objects.create(verb="attempt", subject=str(context.attempt))


@task()
def tell_room() -> None:
    room = current_room()
    with public_room():
        PublicEntry.objects.create(verb="stood in", subject=room.schema if room else "none")


@task(atomic=False)
def leave_a_transaction_open() -> None:
    transaction.set_autocommit(False)
    PublicEntry.objects.create(verb="appended", subject="half")


@task()
def speak(language: str) -> None:
    """A careless task: it leaves its language switched on."""
    PublicEntry.objects.create(verb="spoke", subject=get_language())
    activate(language)


@task(unique=True)
def append_once(subject: str) -> None:
    PublicEntry.objects.create(verb="appended", subject=subject)


@task()
def tick() -> None:
    pass


@task()
def tock() -> None:
    pass


@task()
def never_end() -> None:
    never_end.enqueue()
