"""Two that confirm at the same moment, and a machine that dies in the middle: once, or not at all."""

from __future__ import annotations

from functools import partial
from itertools import count
from threading import Barrier, Thread

import pytest
from django.db import connection

from config.confirming import Done, Operation, operation_of, register
from config.errors import Refusal
from post.models import Tally
from tenants.confirmed.people import LOWER_OWNER
from tenants.models import Membership, PublicEntry
from tenants.rooms import public_room
from tests.tenants.killed import killed_before_statement
from tests.users.confirming import last_code
from users.models import Attempts, Confirmation
from users.workflows import confirm
from users.workflows.proofs import by_code, send_code

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def pay(payload, asker) -> Done:
    PublicEntry.objects.create(user_id=asker.user_id, verb="test.paid", subject=payload["to"])
    return Done(says="Paid.")


PAY = Operation(kind="test.pay", says=lambda payload: "Pay?", does=pay)


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    register(PAY)


def asked(person) -> Confirmation:
    with public_room():
        asking = confirm.ask(PAY, {"to": "Mill"}, user=person.user, tenant=person.home)
        send_code(asking)
    return asking


def paid() -> int:
    with public_room():
        return PublicEntry.objects.filter(verb="test.paid").count()


def tried(asking: Confirmation, code: str) -> str:
    with public_room():
        row = Confirmation.objects.select_related("user").get(pk=asking.pk)
        try:
            return confirm.consume(row, by_code(code)).says
        except Refusal as refusal:
            return refusal.code


def at_the_same_moment(*calls) -> list[str]:
    """What they say, each in a thread of its own; sorted, since nobody knows who was first."""
    start, answers = Barrier(len(calls)), []

    def answer(call) -> None:
        start.wait()
        try:
            answers.append(call())
        finally:
            connection.close()

    threads = [Thread(target=answer, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_of_those_that_confirm_at_the_same_moment_one_does_it(alice):
    asking = asked(alice)
    code = last_code()

    answers = at_the_same_moment(*[partial(tried, asking, code)] * AT_ONCE)

    assert answers == ["Paid."] + ["confirmation_over"] * (AT_ONCE - 1)
    assert paid() == 1


def asked_to_lower(other, *, by) -> Confirmation:
    payload = {
        "membership_id": str(other.membership.pk),
        "name": "x",
        "email": "x",
        "role": "sales",
    }
    with public_room():
        return confirm.ask(operation_of(LOWER_OWNER), payload, user=by.user, tenant=by.home)


def confirmed(asking: Confirmation) -> str:
    with public_room():
        try:
            confirm.consume(asking, lambda held: "totp", is_guess=False)
        except Refusal as refusal:
            return refusal.code
    return "done"


def test_of_two_owners_who_lower_each_other_at_the_same_moment_one_stays(alice, bob):
    """Neither waits for the other for ever: both hold the tenant before anybody's key."""
    with public_room():
        Membership.objects.filter(pk=bob.membership.pk).update(role="owner")
    by_alice, by_bob = asked_to_lower(bob, by=alice), asked_to_lower(alice, by=bob)

    answers = at_the_same_moment(partial(confirmed, by_alice), partial(confirmed, by_bob))

    assert answers == ["done", "not_allowed"]
    with public_room():
        assert Membership.objects.owners().filter(tenant=alice.home).count() == 1


def test_killed_before_any_statement_it_happens_once_with_the_next_try(alice):
    """Each statement of the whole is tried: before the commit nothing of it is there."""
    with public_room():
        alice.user  # noqa: B018 - read it before the fork
    kills = 0
    for number in count(1):
        before = paid()
        asking = asked(alice)
        code = last_code()
        was_killed = killed_before_statement(number, lambda a=asking, c=code: tried(a, c))
        with public_room():
            state = Confirmation.objects.get(pk=asking.pk).state
        assert paid() - before == (1 if state == "consumed" else 0), number

        answer = tried(asking, code)

        assert answer == ("confirmation_over" if state == "consumed" else "Paid."), number
        assert paid() - before == 1, number
        forget_what_was_sent()
        if not was_killed:
            break
        kills += 1
    assert kills > 8


def forget_what_was_sent() -> None:
    """More are sent here, and more tries begin, than a person has in an hour."""
    with public_room():
        Tally.objects.all().delete()
        Attempts.objects.all().delete()
