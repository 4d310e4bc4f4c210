"""An app with codes: added with proof, asked for at sign-in, each code good once, nothing in clear."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser, sign_in
from tests.users.confirming import last_code
from tests.users.factors import CODES, add_app, code_of, is_in, prove, signed_in, text_of
from users.factors import totp
from users.models import Phone, Session, User

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def clock():
    """Half minutes begin when it is noon."""
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


@pytest.fixture
def browser(alice):
    return signed_in(alice.email)


def lines_of(user):
    with public_room():
        return [line.verb for line in PublicEntry.objects.filter(user=user).order_by("id")]


def test_the_password_is_asked_for_once_more_before_the_first_factor(browser):
    browser.open(f"{PUBLIC}/security/app/")

    assert browser.path == "/sign-in/again/"
    page = browser.send(password="a wrong passphrase", next="/security/app/")
    assert "This is not your password." in page.content.decode()
    assert browser.send(password=world.PASSWORD, next="/security/app/").status_code == 200
    assert browser.path == "/security/app/"


def test_the_proof_holds_for_five_minutes(browser, clock):
    prove(browser, "/security/app/", password=world.PASSWORD)

    clock.shift(timedelta(minutes=4, seconds=59))
    assert browser.step(f"{PUBLIC}/security/app/").status_code == 200
    clock.shift(timedelta(seconds=2))
    assert browser.step(f"{PUBLIC}/security/app/").status_code == 302


def test_a_proof_leads_to_our_own_pages_only(browser):
    browser.open(f"{PUBLIC}/security/app/")

    browser.send(password=world.PASSWORD, next="https://evil.example/")

    assert browser.url == f"{PUBLIC}/security/"


def test_an_app_is_added_with_its_code_and_asked_for_from_then_on(browser, alice, clock):
    secret, codes = add_app(browser)
    assert len(set(codes)) == 10

    other = signed_in(alice.email)
    assert other.path == "/sign-in/second-step/"
    assert not is_in(other)
    clock.shift(timedelta(seconds=30))
    other.open(f"{PUBLIC}/sign-in/second-step/")
    other.send(code=code_of(secret))

    assert is_in(other)
    assert other.path == "/"
    with public_room():
        [*_, line] = PublicEntry.objects.filter(verb="user.signed_in").order_by("id")
    assert line.subject == f"{alice.user.pk} password+totp"


def test_a_first_factor_is_told_in_one_letter_and_new_codes_in_another(browser, alice):
    _, codes = add_app(browser)
    run_jobs()
    assert ["An app that shows codes was added." in each.body for each in mail.outbox] == [True]

    mail.outbox.clear()
    prove(browser, "/security/recovery-codes/", code=codes[0])
    browser.send()
    run_jobs()

    told = " ".join(each.body for each in mail.outbox)
    assert told.count("New recovery codes were made.") == 1


def test_a_wrong_code_adds_no_app(browser, alice):
    prove(browser, "/security/app/", password=world.PASSWORD)

    page = browser.send(code="000000")

    assert "This is not the code" in text_of(page)
    with public_room():
        assert not Authenticator.objects.filter(user=alice.user).exists()


@pytest.mark.parametrize(("seconds", "fits"), [(0, False), (29, False), (31, False), (61, False)])
def test_a_code_of_the_app_is_good_once(browser, alice, clock, seconds, fits):
    secret, _ = add_app(browser)
    clock.shift(timedelta(seconds=30))
    code = code_of(secret)
    with public_room():
        assert totp.fits(alice.user, code)

        clock.shift(timedelta(seconds=seconds))

        assert totp.fits(alice.user, code) is fits
        clock.shift(timedelta(seconds=30))
        assert totp.fits(alice.user, code_of(secret))


def test_the_code_that_added_the_app_lets_nobody_in(browser, alice, clock):
    secret, _ = add_app(browser)
    other = signed_in(alice.email)

    page = other.send(code=code_of(secret))

    assert "This is not the code" in text_of(page)
    assert not is_in(other)


def test_a_code_is_good_for_its_own_half_minute(browser, alice, clock):
    secret, _ = add_app(browser)
    clock.shift(timedelta(minutes=5))
    now = timezone.now().timestamp()
    with public_room():
        assert not totp.fits(alice.user, code_of(secret, at=now - 30))
        assert not totp.fits(alice.user, code_of(secret, at=now + 30))
        assert totp.fits(alice.user, code_of(secret))


def test_a_code_on_paper_lets_in_once_and_its_owner_is_told(browser, alice):
    _, codes = add_app(browser)
    run_jobs()
    mail.outbox.clear()
    first = signed_in(alice.email)
    first.send(code=codes[3].upper().replace("-", " "))
    again = signed_in(alice.email)

    page = again.send(code=codes[3])

    assert is_in(first)
    assert "This is not the code" in text_of(page)
    assert not is_in(again)
    run_jobs()
    assert ["A recovery code was used" in letter.body for letter in mail.outbox] == [True]
    assert "9 codes on paper are left." in text_of(first.open(f"{PUBLIC}/security/"))
    assert "recovery_codes.used" in lines_of(alice.user)


def test_new_codes_on_paper_are_shown_once_and_the_old_ones_are_void(browser, alice):
    _, old = add_app(browser)
    prove(browser, "/security/recovery-codes/", code=old[0])

    new = CODES.findall(browser.send().content.decode())

    assert len(set(new) - set(old)) == 10
    shown = browser.open(f"{PUBLIC}/security/recovery-codes/").content.decode()
    assert not any(code in shown for code in new)
    other = signed_in(alice.email)
    other.send(code=old[1])
    assert not is_in(other)
    other.send(code=new[1])
    assert is_in(other)


def test_no_secret_of_a_factor_stands_in_the_database(browser, alice, text_of_public_room):
    prove(browser, "/security/app/", password=world.PASSWORD)
    secret = browser.page.content.decode().split("<code>")[1].split("</code>")[0].replace(" ", "")
    while_adding = text_of_public_room()
    codes = CODES.findall(browser.send(code=code_of(secret)).content.decode())
    run_jobs()
    signed_in(alice.email)

    kept = while_adding + text_of_public_room()

    assert len(codes) == 10
    assert [
        each for each in (secret, *codes) if each in kept or each.replace("-", "") in kept
    ] == []


def test_a_secret_that_is_moved_to_somebody_else_opens_nothing(browser, alice, bob, clock):
    secret, _ = add_app(browser)
    clock.shift(timedelta(seconds=30))
    with public_room():
        held = Authenticator.objects.get(user=alice.user, type="totp")
        Authenticator.objects.create(user=bob.user, type="totp", data=held.data)

        assert not totp.fits(bob.user, code_of(secret))
        assert totp.fits(alice.user, code_of(secret))


def remove_page(alice):
    with public_room():
        pk = Authenticator.objects.get(user=alice.user, type="totp").pk
    return f"/security/factors/{pk}/remove/"


def test_removing_the_app_is_confirmed_and_told(browser, alice, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    add_app(browser)
    run_jobs()
    mail.outbox.clear()
    browser.open(f"{PUBLIC}{remove_page(alice)}")
    page = browser.send()
    assert "Remove the app that shows codes?" in text_of(page)
    with public_room():
        assert Authenticator.objects.filter(user=alice.user, type="totp").exists()

    browser.send(code=last_code())  # the app is of today, and confirms nothing yet

    with public_room():
        assert not Authenticator.objects.filter(user=alice.user).exists()
    run_jobs()
    told = " ".join(letter.body for letter in mail.outbox)
    assert "The app that shows codes was removed." in told
    assert is_in(browser)
    assert is_in(signed_in(alice.email))
    assert "factor.removed" in lines_of(alice.user)


def test_who_has_only_paper_left_removes_the_app_by_it(browser, alice):
    with public_room():
        Phone.objects.filter(user=alice.user).delete()
    _, codes = add_app(browser)
    page = remove_page(alice)
    browser.open(f"{PUBLIC}/sign-in/again/?next={page}")
    assert 'name="password"' not in browser.page.content.decode()
    browser.send(code=codes[0], next=page)
    assert browser.path == page

    browser.send()

    assert browser.path == "/security/"
    with public_room():
        assert not Authenticator.objects.filter(user=alice.user).exists()


def test_the_last_factor_stays_beside_a_short_password(browser, alice):
    _, codes = add_app(browser)
    with public_room():
        Phone.objects.filter(user=alice.user).delete()
        User.objects.filter(pk=alice.user.pk).update(has_short_password=True)
    page = remove_page(alice)
    browser.open(f"{PUBLIC}/sign-in/again/?next={page}")
    browser.send(code=codes[0], next=page)

    answer = browser.send()

    assert answer.status_code == 409
    assert "at least 15 characters" in text_of(answer)
    with public_room():
        assert Authenticator.objects.filter(user=alice.user, type="totp").exists()


def test_a_factor_of_somebody_else_is_not_there(browser, alice, bob):
    add_app(browser)
    with public_room():
        pk = Authenticator.objects.get(user=alice.user, type="totp").pk
    stranger = signed_in(bob.email)
    prove(stranger, "/security/app/", password=world.PASSWORD)

    for path in (f"/security/factors/{pk}/remove/", f"/security/passkeys/{pk}/"):
        assert stranger.step(f"{PUBLIC}{path}").status_code == 404
    with public_room():
        assert Authenticator.objects.filter(pk=pk).exists()


def test_the_second_step_falls_with_a_change_of_password(browser, alice):
    _, codes = add_app(browser)
    thief = signed_in(alice.email)
    with public_room():
        user = User.objects.get(pk=alice.user.pk)
        user.set_password("quite another passphrase")
        user.save()

    thief.send(code=codes[0])

    assert thief.path == "/sign-in/"
    assert not is_in(thief)


def test_the_session_has_another_key_after_each_proof(alice):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/code/")
    browser.send(email=alice.email)
    planted = browser.cookie(world.HOST)
    browser.open(f"{PUBLIC}/sign-in/")
    browser.send(login=alice.email, password=world.PASSWORD)
    after_sign_in = browser.cookie(world.HOST)

    prove(browser, "/security/app/", password=world.PASSWORD)

    assert len({planted, after_sign_in, browser.cookie(world.HOST)}) == 3
    for old in (planted, after_sign_in):
        thief = world.stranger_at(None)
        thief.cookies["__Host-sid"] = old
        assert thief.get("/security/").status_code == 302
    assert is_in(browser)


def test_a_workspace_stays_open_while_somebody_proves_again(acme, alice):
    browser = Browser()
    sign_in(browser, f"{acme.url}/nothing/", alice.email)
    assert browser.step(f"{acme.url}/nothing/").status_code == 404

    prove(browser, "/security/app/", password=world.PASSWORD)

    assert browser.step(f"{acme.url}/nothing/").status_code == 404
    with public_room():
        origins = set(Session.objects.filter(tenant=acme).values_list("origin__user", flat=True))
    assert origins == {alice.user.pk}
    browser.open(f"{PUBLIC}/")
    browser.send("/sign-out/")
    assert browser.step(f"{acme.url}/nothing/").status_code == 302
