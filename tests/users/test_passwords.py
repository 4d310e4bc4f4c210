"""Passwords: long, hashed by Argon2id, changed at will, and replaced only by who reads the mail."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from config import settings as production
from jobs.models import Job
from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser, sign_in
from users.factors import recovery_codes
from users.models import Phone, Session, User

pytestmark = pytest.mark.django_db

NEW = "quite another passphrase"


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


@pytest.fixture
def browser(acme, alice):
    browser = Browser()
    sign_in(browser, f"{acme.url}/nothing/", alice.email)
    return browser


def ask_for_a_link(email):
    stranger = Browser()
    stranger.open(f"{PUBLIC}/password/forgotten/")
    return stranger.send(email=email)


def link_in(letter):
    return re.search(r"https://\S+", letter.body).group()


def send_new_password(reader, password=NEW):
    """With the code that comes by SMS: everybody of the cast has a telephone."""
    mails = len(mail.outbox)
    reader.send(send="sms")
    run_jobs()
    assert len(mail.outbox) == mails
    return reader.send(password1=password, password2=password, proof=last_code())


def last_code():
    *_, last = sorted(Path(settings.OUTBOX_DIR).glob("*.sms.json"))
    return re.search(r"\d{6}", json.loads(last.read_text())["text"]).group()


def can_sign_in(email, password):
    stranger = Browser()
    stranger.open(f"{PUBLIC}/sign-in/")
    stranger.send(login=email, password=password)
    return stranger.step(f"{PUBLIC}/password/").status_code == 200


def test_the_stored_hash_is_argon2id_with_our_parameters(settings, alice):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS

    with public_room():
        alice.user.set_password(NEW)
        alice.user.save()
        stored = User.objects.get(pk=alice.user.pk).password

    assert re.match(r"argon2\$argon2id\$v=19\$m=47104,t=2,p=1\$", stored)
    assert check_password(NEW, stored)
    assert not check_password(NEW + " ", stored)


def test_one_letter_is_one_letter_however_the_keyboard_writes_it(settings):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    composed, decomposed = "ābols un bumbieris 🍐", "a\u0304bols un bumbieris 🍐"

    assert check_password(decomposed, make_password(composed))


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("fourteen chars", "This password is too short"),
        ("x" * 257, "more than 256 characters"),
        ("alice@acme.example", "too similar"),
        ("passwordpassword", "It repeats itself, so it is soon guessed."),
    ],
)
def test_a_poor_password_is_refused_and_says_why(browser, password, refused):
    browser.open(f"{PUBLIC}/password/")

    page = browser.send(oldpassword=world.PASSWORD, password1=password, password2=password)

    assert refused in page.content.decode()
    assert can_sign_in("alice@acme.example", world.PASSWORD)


@pytest.mark.parametrize(
    "password",
    ["pietiekami gara parole", "қызыл алма ағашы 🍎", " 837465192837465 ", "kaķis uz jumta " * 17],
)
def test_any_characters_are_welcome_and_none_are_demanded(browser, password):
    browser.open(f"{PUBLIC}/password/")
    browser.send(oldpassword=world.PASSWORD, password1=password, password2=password)

    assert can_sign_in("alice@acme.example", password)
    assert not can_sign_in("alice@acme.example", world.PASSWORD)


def test_the_present_password_is_asked_for(browser):
    browser.open(f"{PUBLIC}/password/")
    page = browser.send(oldpassword="a wrong passphrase", password1=NEW, password2=NEW)

    assert "This is not your present password." in page.content.decode()
    assert can_sign_in("alice@acme.example", world.PASSWORD)


def test_changing_a_password_ends_every_other_session_of_the_person(browser, acme, alice):
    other = Browser()
    sign_in(other, f"{acme.url}/nothing/", alice.email)
    browser.open(f"{PUBLIC}/password/")
    before = browser.cookie(world.HOST)

    browser.send(oldpassword=world.PASSWORD, password1=NEW, password2=NEW)

    assert browser.step(f"{PUBLIC}/password/").status_code == 200
    assert browser.cookie(world.HOST) != before
    assert browser.step(f"{acme.url}/nothing/").status_code == 302
    assert other.step(f"{acme.url}/nothing/").status_code == 302
    assert other.step(f"{PUBLIC}/password/").status_code == 302
    with public_room():
        assert Session.objects.filter(user=alice.user).count() == 1


def test_changing_a_password_tells_its_owner_and_leaves_a_line(browser, alice):
    browser.open(f"{PUBLIC}/password/")
    browser.send(oldpassword=world.PASSWORD, password1=NEW, password2=NEW)

    assert mail.outbox == []
    run_jobs()

    [letter] = mail.outbox
    assert letter.to == [alice.email]
    assert letter.subject == "Your password was changed"
    assert NEW not in letter.body
    with public_room():
        verbs = PublicEntry.objects.filter(user=alice.user).values_list("verb", flat=True)
        assert "user.password_set" in verbs


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(alice):
    ask_for_a_link(alice.email)
    run_jobs()
    [letter] = mail.outbox
    reader = Browser()

    reader.open(link_in(letter))
    send_new_password(reader)

    assert reader.url == f"{PUBLIC}/password/new/done/"
    assert can_sign_in(alice.email, NEW)
    assert not can_sign_in(alice.email, world.PASSWORD)


def test_a_new_password_signs_nobody_in_and_everybody_out(browser, acme, alice):
    ask_for_a_link(alice.email)
    run_jobs()
    reader = Browser()
    reader.open(link_in(mail.outbox[0]))
    send_new_password(reader)

    assert reader.step(f"{PUBLIC}/password/").status_code == 302
    assert browser.step(f"{acme.url}/nothing/").status_code == 302
    assert browser.step(f"{PUBLIC}/password/").status_code == 302


def test_a_mailbox_alone_replaces_no_password(alice):
    ask_for_a_link(alice.email)
    run_jobs()
    reader = Browser()
    reader.open(link_in(mail.outbox[0]))

    without = reader.send(password1=NEW, password2=NEW)
    wrong = reader.send(password1=NEW, password2=NEW, proof="000000")

    assert "This field is required." in without.content.decode()
    assert "This is not the code" in wrong.content.decode()
    assert can_sign_in(alice.email, world.PASSWORD)


def test_who_has_nothing_else_needs_the_link_only(alice):
    with public_room():
        Phone.objects.filter(user=alice.user).delete()
    ask_for_a_link(alice.email)
    run_jobs()
    reader = Browser()
    reader.open(link_in(mail.outbox[0]))

    reader.send(password1=NEW, password2=NEW)

    assert can_sign_in(alice.email, NEW)


def test_a_number_that_is_new_here_proves_nothing_yet(alice):
    with public_room():
        cooling = timezone.now() + timedelta(hours=23)
        Phone.objects.filter(user=alice.user).update(confirms_from=cooling)
        recovery_codes.make(alice.user)
    ask_for_a_link(alice.email)
    run_jobs()
    reader = Browser()

    page = reader.open(link_in(mail.outbox[0]))

    assert "Send me a code by SMS" not in page.content.decode()
    assert "from your sheet of recovery codes" in page.content.decode()


def test_but_who_has_nothing_else_proves_with_it(alice):
    """Otherwise the mailbox alone would do, for a day."""
    with public_room():
        cooling = timezone.now() + timedelta(hours=23)
        Phone.objects.filter(user=alice.user).update(confirms_from=cooling)
    ask_for_a_link(alice.email)
    run_jobs()
    reader = Browser()
    reader.open(link_in(mail.outbox[0]))

    page = reader.send(password1=NEW, password2=NEW)

    assert "This field is required." in page.content.decode()
    send_new_password(reader)
    assert can_sign_in(alice.email, NEW)


def test_a_recovery_code_proves_it_as_well_and_is_used_up(alice):
    with public_room():
        first, *_ = recovery_codes.make(alice.user)
    ask_for_a_link(alice.email)
    run_jobs()
    reader = Browser()
    reader.open(link_in(mail.outbox[0]))

    reader.send(password1=NEW, password2=NEW, proof=first)

    assert can_sign_in(alice.email, NEW)
    with public_room():
        assert recovery_codes.left(alice.user) == recovery_codes.NUMBER - 1


def test_who_has_only_a_passkey_is_led_to_it(alice):
    with public_room():
        Phone.objects.filter(user=alice.user).delete()
        Authenticator.objects.create(user=alice.user, type="webauthn", data={})
    ask_for_a_link(alice.email)
    run_jobs()
    reader = Browser()

    page = reader.open(link_in(mail.outbox[0]))
    reader.send(password1=NEW, password2=NEW)

    assert "Your passkey lets you in" in page.content.decode()
    assert can_sign_in(alice.email, NEW) is False


def test_guesses_of_the_code_are_counted_with_all_others(alice):
    ask_for_a_link(alice.email)
    run_jobs()
    url = link_in(mail.outbox[0])
    for _ in range(10):
        reader = Browser()
        reader.open(url)
        reader.send(password1=NEW, password2=NEW, proof="000000")

    page = reader.send(password1=NEW, password2=NEW, proof="000000")

    assert page.status_code == 429
    assert "Too many wrong tries." in page.content.decode()


def test_a_reset_link_works_once_and_for_an_hour(alice):
    ask_for_a_link(alice.email)
    run_jobs()
    url = link_in(mail.outbox[0])
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert Browser().open(url).status_code == 404
    reader = Browser()
    reader.open(url)
    send_new_password(reader)

    gone = Browser().open(url)

    assert gone.status_code == 404
    assert "This link does not work any more" in gone.content.decode()


def test_a_reset_link_is_for_its_user_only(alice, bob):
    ask_for_a_link(alice.email)
    ask_for_a_link(bob.email)
    run_jobs()
    alices, bobs = (link_in(letter) for letter in mail.outbox)
    mixed = alices.split("-")[0] + "-" + bobs.split("-", 1)[1]

    assert Browser().open(mixed).status_code == 404


def test_the_key_of_a_reset_link_stands_in_no_row(alice, text_of_public_room):
    ask_for_a_link(alice.email)
    run_jobs()
    url = link_in(mail.outbox[0])
    reader = Browser()
    reader.open(url)
    page = reader.send(password1="too short", password2="too short")

    assert "too short" in page.content.decode()
    assert url.rstrip("/").rsplit("-", 1)[1] not in text_of_public_room()


def test_the_page_of_a_reset_link_is_kept_nowhere(alice):
    ask_for_a_link(alice.email)
    run_jobs()

    page = Browser().open(link_in(mail.outbox[0]))

    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"


def test_nobody_learns_which_addresses_we_know(alice):
    known, unknown = ask_for_a_link(alice.email), ask_for_a_link("nobody@acme.example")
    run_jobs()

    assert known.request["PATH_INFO"] == unknown.request["PATH_INFO"]
    assert _without_tokens(known) == _without_tokens(unknown)
    assert [letter.to for letter in mail.outbox] == [[alice.email]]


def test_a_wrong_password_and_an_unknown_address_get_one_answer(alice):
    answers = []
    for email in (alice.email, "nobody@acme.example"):
        stranger = Browser()
        stranger.open(f"{PUBLIC}/sign-in/")
        answers.append(_without_tokens(stranger.send(login=email, password="a wrong passphrase")))

    assert "do not belong together" in answers[0]
    assert answers[0].replace(alice.email, "") == answers[1].replace("nobody@acme.example", "")


def test_a_job_for_a_link_carries_no_address_and_no_secret(alice):
    ask_for_a_link(alice.email)

    with public_room():
        [job] = Job.objects.all()
    assert job.args == {"args": [str(alice.user.pk), "en"], "kwargs": {}}


def test_the_letter_is_written_in_the_language_of_the_one_who_asked(alice):
    reader = Browser(**{"accept-language": "lv"})
    reader.open(f"{PUBLIC}/password/forgotten/")
    reader.send(email=alice.email)

    with public_room():
        assert Job.objects.get().args["args"][1] == "lv"


def test_the_limits_are_counted_in_the_database_and_forgotten_in_time(db):
    cache.set("limit", [1.5], 60)

    assert cache.get("limit") == [1.5]
    assert not cache.add("limit", True, 60)
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        cache.set("old", True, 60)
    cache.set("new", True, 60)
    with public_room(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM users_limit WHERE cache_key LIKE '%old'")
        assert cursor.fetchone() == (0,)


def test_somebody_who_is_switched_off_cannot_sign_in(alice):
    with public_room():
        User.objects.filter(pk=alice.user.pk).update(is_active=False)

    assert not can_sign_in(alice.email, world.PASSWORD)


def _without_tokens(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
