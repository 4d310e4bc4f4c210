"""A sensitive operation is confirmed: it happens as it was asked, once, or not at all."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from config.confirming import Asker, Done, Operation, register
from config.sealed import seal
from tenants.models import Membership, PublicEntry
from tenants.rooms import public_room
from tests.users.confirming import last_code, last_text
from users.errors import (
    ChangedMeanwhile,
    ConfirmationBroken,
    ConfirmationOver,
    NoPhone,
    NotYoursAnyMore,
    TooManyTries,
    WrongCode,
)
from users.factors import totp
from users.models import Attempts, Confirmation, Decision, Phone
from users.workflows import confirm
from users.workflows.proofs import by_code, methods_of, send_code

pytestmark = pytest.mark.django_db

HAPPENED: list[dict] = []
STANDS = {"now": "as it was"}


def pay(payload, asker: Asker) -> Done:
    HAPPENED.append({**payload, "by": asker.name, "role": asker.role})
    return Done(says="Paid.")


PAY = Operation(
    kind="test.pay",
    says=lambda payload: f"Pay {payload['amount']} to {payload['payee']}?",
    does=pay,
    roles={"owner"},
    version=lambda payload: STANDS["now"],
)
PAYLOAD = {"amount": "120.00 EUR", "payee": "Mill"}


@pytest.fixture(autouse=True)
def nothing_happened(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    register(PAY)
    HAPPENED.clear()
    STANDS["now"] = "as it was"
    with public_room():
        yield


def asked(person, payload=PAYLOAD) -> Confirmation:
    """With its code by SMS on the way."""
    asking = confirm.ask(PAY, payload, user=person.user, tenant=person.home)
    send_code(asking)
    return asking


def again(asking: Confirmation) -> Confirmation:
    return Confirmation.objects.select_related("user", "decision").get(pk=asking.pk)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_it_happens_once_with_the_code_of_the_message(alice):
    asking = asked(alice)
    code = last_code()

    assert confirm.consume(again(asking), by_code(code)).says == "Paid."
    with pytest.raises(ConfirmationOver):
        confirm.consume(again(asking), by_code(code))

    assert HAPPENED == [{**PAYLOAD, "by": "Alice", "role": "owner"}]
    assert again(asking).state == "consumed"
    assert again(asking).decision.method == "sms"


def test_the_message_says_what_is_confirmed(alice):
    asked(alice)

    assert last_text().startswith("Pay 120.00 EUR to Mill?")


def test_the_question_is_one_line_whatever_is_called_how(alice):
    """A name with a line of its own could say another amount, or be taken for the code."""
    asked(alice, {**PAYLOAD, "payee": "Mill?\r\n\nYour code is 000000.\u2028@evil.example #000000"})

    question = last_text().splitlines()[0]
    assert question.startswith(
        "Pay 120.00 EUR to Mill?  Your code is 000000. @evil.example #000000?"
    )


def test_nothing_happens_without_it(alice):
    asking = asked(alice)
    code = last_code()

    with pytest.raises(WrongCode):
        confirm.consume(again(asking), by_code(wrong(code)))

    assert HAPPENED == []
    assert again(asking).state == "pending"


def test_the_code_of_one_operation_does_not_confirm_another(alice):
    first = asked(alice)
    first_code = last_code()
    register(OTHER)
    second = confirm.ask(OTHER, PAYLOAD, user=alice.user, tenant=alice.home)
    send_code(second)

    with pytest.raises(WrongCode):
        confirm.consume(again(second), by_code(first_code))
    with pytest.raises(WrongCode):
        confirm.consume(again(first), by_code(last_code()))
    assert HAPPENED == []


OTHER = Operation(kind="test.other", says=PAY.says, does=pay)


def test_the_fourth_try_is_dead_also_when_it_is_right_and_with_a_new_code(alice):
    asking = asked(alice)
    code = last_code()
    for _ in range(2):
        with pytest.raises(WrongCode):
            confirm.consume(again(asking), by_code(wrong(code)))
    send_code(again(asking))
    code = last_code()
    with pytest.raises(WrongCode):
        confirm.consume(again(asking), by_code(wrong(code)))

    with pytest.raises(ConfirmationOver):
        confirm.consume(again(asking), by_code(code))
    with pytest.raises(ConfirmationOver):
        send_code(again(asking))
    assert HAPPENED == []


def test_who_is_right_has_not_guessed(alice):
    asking = asked(alice)
    confirm.consume(again(asking), by_code(last_code()))

    assert [row.many for row in Attempts.objects.all()] == [0]


def test_guesses_are_counted_for_the_person_whatever_is_guessed_at(alice):
    for _ in range(9):
        Attempts.objects.take("guess", f"user:{alice.user.pk}", most=10)  # elsewhere
    asking = asked(alice)
    code = last_code()
    with pytest.raises(WrongCode):
        confirm.consume(again(asking), by_code(wrong(code)))

    with pytest.raises(TooManyTries):
        confirm.consume(again(asking), by_code(code))
    assert HAPPENED == []


def test_ten_minutes_are_enough(alice):
    asking = asked(alice)
    code = last_code()

    with time_machine.travel(timezone.now() + timedelta(seconds=601)):
        with pytest.raises(ConfirmationOver):
            confirm.consume(again(asking), by_code(code))
        assert again(asking).state == "expired"
    assert HAPPENED == []


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "test.other"},
        {"version": "0" * 64},
        {"digest": "0" * 64},
    ],
)
def test_a_row_that_was_changed_is_refused(alice, changed):
    register(OTHER)
    asking = asked(alice)
    code = last_code()
    Confirmation.objects.filter(pk=asking.pk).update(**changed)

    with pytest.raises(ConfirmationBroken):
        confirm.consume(again(asking), by_code(code))
    assert HAPPENED == []
    assert again(asking).state == "refused"


def test_another_byte_of_the_payload_is_refused(alice):
    asking = asked(alice)
    code, sealed = last_code(), asking.sealed
    middle = len(sealed) // 2
    other = "A" if sealed[middle] != "A" else "B"
    Confirmation.objects.filter(pk=asking.pk).update(
        sealed=sealed[:middle] + other + sealed[middle + 1 :]
    )

    with pytest.raises(ConfirmationBroken):
        confirm.consume(again(asking), by_code(code))
    assert HAPPENED == []


def test_another_payload_under_our_own_seal_is_refused(alice):
    asking = asked(alice)
    code = last_code()
    forged = json.dumps({**PAYLOAD, "payee": "Thief"})
    resealed = seal(forged, "confirmation", str(asking.pk), asking.digest)
    Confirmation.objects.filter(pk=asking.pk).update(sealed=resealed)

    with pytest.raises(ConfirmationBroken):
        confirm.consume(again(asking), by_code(code))
    assert HAPPENED == []


def test_another_person_in_the_row_is_refused(alice, charlie):
    asking = asked(alice)
    code = last_code()
    Confirmation.objects.filter(pk=asking.pk).update(tenant=charlie.home)
    Membership.objects.create(user=alice.user, tenant=charlie.home, role="owner")

    with pytest.raises(ConfirmationBroken):
        confirm.consume(again(asking), by_code(code))
    assert HAPPENED == []


def test_what_has_changed_meanwhile_is_not_done(alice):
    asking = asked(alice)
    STANDS["now"] = "otherwise"

    with pytest.raises(ChangedMeanwhile):
        confirm.consume(again(asking), by_code(last_code()))
    assert HAPPENED == []


@pytest.mark.parametrize("loss", ["role", "key", "account"])
def test_who_may_not_any_more_does_not(alice, bob, loss):
    Membership.objects.filter(pk=bob.membership.pk).update(role="owner")  # the last one stays
    asking = asked(alice)
    code = last_code()
    keys = Membership.objects.filter(pk=alice.membership.pk)
    if loss == "role":
        keys.update(role="sales")
    elif loss == "key":
        keys.delete()
    else:
        type(alice.user).objects.filter(pk=alice.user.pk).update(is_active=False)

    with pytest.raises(NotYoursAnyMore):
        confirm.consume(again(asking), by_code(code))
    assert HAPPENED == []
    assert again(asking).state == "refused"


def test_asking_again_cancels_what_was_asked_before(alice):
    first = asked(alice)
    asked(alice)
    code = last_code()

    assert again(first).state == "cancelled"
    with pytest.raises(ConfirmationOver):
        confirm.consume(again(first), by_code(code))


def test_a_number_given_up_since_confirms_nothing(alice):
    asking = asked(alice)
    code = last_code()
    Phone.objects.filter(user=alice.user).update(number="+37120000999")

    with pytest.raises(WrongCode):
        confirm.consume(again(asking), by_code(code))


def test_a_new_number_confirms_after_a_day(alice):
    Phone.objects.filter(user=alice.user).update(confirms_from=timezone.now() + timedelta(hours=1))

    assert methods_of(alice.user, host="kontor.localhost") == []
    with pytest.raises(NoPhone):
        asked(alice)


# --- the app ------------------------------------------------------------------------------------


@pytest.fixture
def app(alice):
    """The secret of Alice's app, added a while ago."""
    secret = totp.new_secret()
    totp.add(alice.user, secret, 0)
    return secret


def shown(secret: str) -> str:
    step = int(timezone.now().timestamp()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, step))


def test_the_app_confirms_and_its_code_confirms_nothing_else(alice, app):
    with time_machine.travel(timezone.now(), tick=False):
        code = shown(app)
        first = confirm.ask(PAY, PAYLOAD, user=alice.user, tenant=alice.home)
        assert confirm.consume(again(first), by_code(code)).says == "Paid."

        second = confirm.ask(PAY, PAYLOAD, user=alice.user, tenant=alice.home)
        with pytest.raises(WrongCode):
            confirm.consume(again(second), by_code(code))

    assert len(HAPPENED) == 1
    assert again(first).decision.method == "totp"


def test_a_code_that_is_right_is_used_up_also_where_the_operation_is_refused(alice, app):
    with time_machine.travel(timezone.now(), tick=False):
        code = shown(app)
        first = confirm.ask(PAY, PAYLOAD, user=alice.user, tenant=alice.home)
        STANDS["now"] = "otherwise"
        with pytest.raises(ChangedMeanwhile):
            confirm.consume(again(first), by_code(code))

        second = confirm.ask(PAY, PAYLOAD, user=alice.user, tenant=alice.home)
        with pytest.raises(WrongCode):
            confirm.consume(again(second), by_code(code))


# --- the logbook, and what the tables tell --------------------------------------------------------


def test_the_logbook_tells_what_was_asked_and_done_and_no_code(alice):
    asking = asked(alice)
    code = last_code()
    with pytest.raises(WrongCode):
        confirm.consume(again(asking), by_code(wrong(code)))
    confirm.consume(again(asking), by_code(code))

    lines = PublicEntry.objects.filter(subject=f"test.pay {asking.pk}").order_by("pk")
    assert [line.verb for line in lines] == [
        "confirmation.asked",
        "confirmation.tried",
        "confirmation.consumed",
    ]
    assert {line.user_id for line in lines} == {alice.user.pk}


def test_who_reads_the_tables_learns_neither_the_code_nor_the_payload(alice, text_of_public_room):
    asked(alice)
    code = last_code()
    kept = text_of_public_room()

    assert code not in kept
    assert "120.00 EUR" not in kept
    assert "Mill" not in kept


def test_what_became_of_it_is_kept_for_a_day(alice):
    asking = asked(alice)
    confirm.consume(again(asking), by_code(last_code()))

    assert list(Confirmation.objects.past_their_time()) == []
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert [row.pk for row in Confirmation.objects.past_their_time()] == [asking.pk]
        Confirmation.objects.past_their_time().delete()
    assert list(Decision.objects.all()) == []
