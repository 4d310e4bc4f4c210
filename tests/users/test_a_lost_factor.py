"""Who has lost the second factor waits, everybody is told, and any of them can stop it."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from post.models import Suppression
from post.workflows.allow import allow_text
from tenants.actor import KONTOR, Actor
from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser
from tests.users.by_api import ByApi
from tests.users.factors import add_app, is_in, signed_in, text_of
from users.errors import NoSecondFactor, TooManyRecoveries
from users.factors import totp
from users.models import FactorRecovery, Phone, Session
from users.models.factor_recovery import FINISH
from users.tasks import remind_of_factor_recoveries
from users.workflows.prove_reset import proofs_of
from users.workflows.recover_factors import (
    begin_factor_recovery,
    finish_factor_recovery,
    stop_factor_recovery,
)

pytestmark = pytest.mark.django_db

OTHER = "alice@home.example"


@pytest.fixture
def outbox(settings, tmp_path):
    settings.EMAIL_BACKEND = "post.gateways.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


@pytest.fixture
def codes(alice):
    """Alice has an app, another proven address and a phone."""
    _, codes = add_app(signed_in(alice.email))
    with public_room():
        EmailAddress.objects.create(user=alice.user, email=OTHER, verified=True)
        Phone.objects.update_or_create(user=alice.user, defaults={"number": "+37120000001"})
    return codes


def lost(alice):
    """As far as it goes after the password."""
    browser = signed_in(alice.email)
    browser.open(f"{PUBLIC}/sign-in/lost/")
    return browser


def after(hours):
    return time_machine.travel(timezone.now() + timedelta(hours=hours))


def link(mails, page):
    return re.search(rf"https://\S+/sign-in/lost/{page}/\S+", mails).group()


def told(outbox):
    """To whom, and what: mails and texts."""
    run_jobs()
    texts = [json.loads(file.read_text()) for file in sorted(outbox.glob("*.sms.json"))]
    mails = [file.read_text(encoding="utf-8") for file in sorted(outbox.glob("*.eml"))]
    to = [re.search(r"^To: (\S+)", text, re.M).group(1) for text in mails]
    return to + [text["to"] for text in texts], mails + [text["text"] for text in texts]


def verbs():
    with public_room():
        lines = PublicEntry.objects.filter(verb__contains="recover").order_by("id")
        return [line.verb for line in lines if line.verb.startswith("factor_recovery")]


def factors(alice):
    with public_room():
        return Authenticator.objects.filter(user=alice.user).count()


def test_every_address_and_the_phone_are_told_with_a_link_that_stops_it(outbox, codes, alice):
    told(outbox)
    for file in outbox.glob("*"):
        file.unlink()
    browser = lost(alice)

    page = browser.send()

    assert "Come back after" in text_of(page)
    to, texts = told(outbox)
    assert sorted(to) == sorted([alice.email, OTHER, "+37120000001"])
    assert len({link(text, "stop") for text in texts}) == 1
    assert verbs() == ["factor_recovery.begun"]


def test_an_address_that_takes_no_mail_keeps_the_notice_from_nobody_else(outbox, codes, alice):
    """Who reads that mailbox could call a mail spam first."""
    told(outbox)
    for file in outbox.glob("*"):
        file.unlink()
    with public_room():
        Suppression.objects.stop(alice.email, Suppression.Reason.COMPLAINED)

    lost(alice).send()

    assert sorted(told(outbox)[0]) == sorted([OTHER, "+37120000001"])


def test_a_second_click_makes_it_neither_longer_nor_shorter(outbox, codes, alice):
    lost(alice).send()
    with public_room():
        before = FactorRecovery.objects.get(person=alice.user)
    told(outbox)
    with after(10):
        lost(alice).send()
        with public_room():
            begin_factor_recovery(alice.user, by=KONTOR)

    with public_room():
        assert FactorRecovery.objects.get(person=alice.user).opens_at == before.opens_at
    assert verbs() == ["factor_recovery.begun"]


def test_who_begins_and_stops_it_again_and_again_is_told_twice_a_day(outbox, codes, alice):
    told(outbox)
    for file in outbox.glob("*"):
        file.unlink()
    half = ByApi(signed_in(alice.email).hosts[world.HOST])
    half.client.handler.enforce_csrf_checks = False
    answers = []
    for _ in range(4):
        answers.append(half.post("session/second-step/lost/").status_code)
        with public_room():
            stop_factor_recovery(alice.user)

    assert answers == [202, 202, 429, 429]
    page = lost(alice).send()
    assert (page.status_code, "begun twice today" in text_of(page)) == (429, True)
    with public_room(), pytest.raises(TooManyRecoveries):
        begin_factor_recovery(alice.user, by=KONTOR)
    assert verbs() == ["factor_recovery.begun", "factor_recovery.stopped"] * 2
    with after(24.1):
        assert lost(alice).send().status_code == 200


def test_where_no_sms_is_left_the_letters_go_alone_and_the_reminder_to_the_phone(
    outbox, codes, alice
):
    told(outbox)
    for file in outbox.glob("*"):
        file.unlink()
    for _ in range(3):  # in the hour of this number
        allow_text("+37120000001", by_owner=True)

    lost(alice).send()

    assert sorted(told(outbox)[0]) == sorted([alice.email, OTHER])
    with after(24.1), public_room():
        remind_of_factor_recoveries.enqueue()
        assert "+37120000001" in told(outbox)[0]


def told_at(outbox, *hours):
    """How many notices there are after so many hours, each looked at twice."""
    counts = []
    for hour in hours:
        with after(hour), public_room():
            remind_of_factor_recoveries.enqueue()
            remind_of_factor_recoveries.enqueue()
        with after(hour):
            counts.append(len(told(outbox)[0]))
    return counts


def test_each_day_and_before_the_end_everybody_is_told_again(outbox, codes, alice):
    told(outbox)
    for file in outbox.glob("*"):
        file.unlink()
    lost(alice).send()

    counts = told_at(outbox, 1, 23, 25, 47, 49, 65, 67, 71, 73)

    assert [each // 3 for each in counts] == [1, 1, 2, 2, 3, 3, 4, 4, 4]
    assert [each % 3 for each in counts] == [0] * 9
    to, texts = told(outbox)
    assert sorted(set(to)) == sorted([alice.email, OTHER, "+37120000001"])
    assert len({link(text, "stop") for text in texts}) == 1


def test_what_was_missed_is_told_once_and_what_is_stopped_not_at_all(outbox, codes, alice):
    told(outbox)
    for file in outbox.glob("*"):
        file.unlink()
    lost(alice).send()

    assert told_at(outbox, 50) == [6]
    with public_room():
        stop_factor_recovery(alice.user)
    assert told_at(outbox, 67) == [6]


def test_a_link_stops_it_after_one_more_click_and_a_repeat_does_nothing(outbox, codes, alice):
    lost(alice).send()
    url = link("\n".join(told(outbox)[1]), "stop")
    anybody = Browser()

    anybody.open(url)
    with public_room():
        assert FactorRecovery.objects.exists()
    page = anybody.send()

    assert "It is stopped." in text_of(page)
    with public_room():
        assert not FactorRecovery.objects.exists()
    assert Browser().open(url).status_code == 404
    assert factors(alice) == 2
    assert verbs() == ["factor_recovery.begun", "factor_recovery.stopped"]


def test_signing_in_with_the_factor_stops_it(outbox, codes, alice):
    lost(alice).send()

    browser = signed_in(alice.email)
    browser.send(code=codes[0])

    assert is_in(browser)
    with public_room():
        assert not FactorRecovery.objects.exists()


def test_nothing_opens_before_its_time(outbox, codes, alice):
    lost(alice).send()
    told(outbox)
    with public_room():
        waiting = FactorRecovery.objects.get()
        finish = f"{PUBLIC}/sign-in/lost/finish/{waiting.pk}/{waiting.mark(FINISH)}/"
    with after(71.9):
        browser = lost(alice)
        browser.send()
        with public_room():
            mark = waiting.mark(FINISH)
            assert not finish_factor_recovery(alice.user, waiting.pk, mark)
        assert browser.open(finish).status_code == 404
    assert factors(alice) == 2


def test_after_the_time_password_and_mailbox_remove_the_factors(outbox, codes, alice):
    elsewhere = world.sign_in(alice.user, None)
    lost(alice).send()
    told(outbox)
    with after(72.1):
        browser = lost(alice)
        assert "a link is on its way" in text_of(browser.send())
        url = link("\n".join(told(outbox)[1]), "finish")
        browser.open(url)
        assert factors(alice) == 2
        browser.send()

        assert is_in(browser)
        assert factors(alice) == 0
        with public_room():
            assert Session.objects.filter(user=alice.user).count() == 1
        thief = world.stranger_at(None)
        thief.cookies["__Host-sid"] = elsewhere
        assert thief.get("/security/").status_code == 302
        assert "The second step was removed" in "\n".join(told(outbox)[1])
        assert Browser().open(url).status_code == 404
    assert verbs() == ["factor_recovery.begun", "factor_recovery.finished"]


def test_the_link_alone_or_another_persons_password_removes_nothing(outbox, codes, alice, bob):
    lost(alice).send()
    told(outbox)
    with after(72.1):
        lost(alice).send()
        url = link("\n".join(told(outbox)[1]), "finish")
        for reader in (Browser(), signed_in(bob.email)):
            page = reader.open(url)
            assert "Your password first" in text_of(page)
            reader.send()
    assert factors(alice) == 2


def test_a_code_by_mail_begins_no_recovery(outbox, codes, alice):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/code/")
    browser.send(email=alice.email)
    digits = re.search(r"\b\d{6}\b", told(outbox)[1][-1].partition("\n\n")[2]).group()
    browser.send(code=digits)
    assert browser.path == "/sign-in/second-step/"

    browser.open(f"{PUBLIC}/sign-in/lost/")

    assert browser.path == "/sign-in/second-step/"
    with public_room():
        assert not FactorRecovery.objects.exists()


def test_an_owner_begins_it_for_somebody_and_ends_nothing(outbox, codes, alice, bob):
    with public_room():
        waiting = begin_factor_recovery(alice.user, by=Actor(user=bob.user))

    with after(72.1), public_room():
        assert not finish_factor_recovery(bob.user, waiting.pk, waiting.mark(FINISH))
        assert waiting.user == bob.user
    assert alice.email in told(outbox)[0]


def test_who_has_lost_the_password_too_needs_no_other_proof_once_it_is_open(codes, alice):
    with public_room():
        assert proofs_of(alice.user) == {"totp", "recovery_codes", "sms"}
        begin_factor_recovery(alice.user, by=KONTOR)
        assert proofs_of(alice.user) == {"totp", "recovery_codes", "sms"}
        with after(72.1):
            assert proofs_of(alice.user) == set()


def test_without_a_factor_there_is_none_to_be_lost(bob):
    with public_room(), pytest.raises(NoSecondFactor):
        begin_factor_recovery(bob.user, by=KONTOR)


def test_what_nobody_comes_for_is_over_after_two_weeks(outbox, codes, alice):
    lost(alice).send()
    with after(72 + 14 * 24 + 1):
        browser = lost(alice)
        assert "Begin to wait" in text_of(browser.page)
        browser.send()
        with public_room():
            assert FactorRecovery.objects.get().opens_at > timezone.now()


def test_an_owner_begins_it_for_somebody_and_shortens_nothing(acme, alice, bob):
    with public_room():
        totp.add(bob.user, totp.new_secret(), 1)

    answer = alice.browser.post(f"/people/{bob.membership.pk}/recovery/")
    again = alice.browser.post(f"/people/{bob.membership.pk}/recovery/")

    assert (answer.status_code, again.status_code) == (302, 302)
    with public_room():
        [begun] = FactorRecovery.objects.filter(person=bob.user)
        lines = PublicEntry.objects.filter(verb="factor_recovery.begun", user=alice.user)
        assert begun.opens_at - begun.at >= timedelta(hours=71)
        assert lines.count() == 1
        assert Authenticator.objects.filter(user=bob.user).exists()


def test_nobody_but_an_owner_of_their_own_workspace_does(acme, alice, bob, charlie):
    with public_room():
        totp.add(alice.user, totp.new_secret(), 1)

    assert bob.browser.post(f"/people/{alice.membership.pk}/recovery/").status_code == 403
    assert charlie.browser.post(f"/people/{alice.membership.pk}/recovery/").status_code == 404
    assert charlie.at(acme).post(f"/people/{alice.membership.pk}/recovery/").status_code == 404
    with public_room():
        assert not FactorRecovery.objects.exists()
