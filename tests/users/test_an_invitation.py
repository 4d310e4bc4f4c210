"""Somebody is invited by mail, chooses a password, and is inside."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.models import Job
from tenants.models import Invitation, Membership, PublicEntry
from tenants.rooms import public_room, workspace_of
from tenants.workflows.invite import invite, send_invitation
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser, hidden, sign_in
from tests.users.signing_up import texted
from users.errors import InvitationGone, NotInvited
from users.models import Phone, Policy, PolicyAcceptance, User
from users.workflows.join import join

pytestmark = pytest.mark.django_db

DAISY = "daisy@acme.example"
SECRET = "a passphrase of daisies"


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


def invited(tenant, email=DAISY, role="sales", language="en"):
    """The link in the mail of an invitation."""
    with public_room():
        invite(tenant, email=email, role=role, language=language)
    run_jobs()
    return re.search(r"https://\S+", mail.outbox[-1].body).group()


PHONE = "+37120000011"


def person(name="Daisy", password=SECRET):
    return {
        "name": name,
        "password": password,
        "again": password,
        "phone": PHONE,
        "accepts": "on",
    }


def accept(url):
    browser = Browser()
    browser.open(url)
    browser.send(**person())
    browser.send(code=texted())
    return browser


def is_known_at(browser, tenant):
    return browser.step(f"{tenant.url}/nothing/").status_code == 404


def test_a_new_person_chooses_a_password_and_is_inside(acme):
    browser = accept(invited(acme))

    assert browser.url == f"{acme.url}/"
    assert is_known_at(browser, acme)
    with public_room():
        daisy = User.objects.get(email=DAISY)
        assert daisy.name == "Daisy"
        assert daisy.check_password(SECRET)
        assert Membership.objects.get(user=daisy, tenant=acme).role == "sales"
        assert EmailAddress.objects.get(user=daisy).verified
        assert daisy.phone.number == PHONE
        assert PolicyAcceptance.objects.get(user=daisy).policy == Policy.objects.current()
        assert Invitation.objects.get().accepted_by == daisy
        verbs = PublicEntry.objects.filter(user=daisy).order_by("id").values_list("verb", flat=True)
        assert list(verbs) == [
            "user.signed_up",
            "policy.accepted",
            "invitation.accepted",
            "user.signed_in",
            "user.entered",
        ]


def test_the_new_person_can_sign_in_again(acme):
    accept(invited(acme))
    browser = Browser()
    browser.open(f"{acme.url}/nothing/")

    browser.send(login=DAISY.upper(), password=SECRET, next="/go/acme/?path=/nothing/")

    assert browser.url == f"{acme.url}/nothing/"


def test_the_session_s_key_is_new_when_somebody_joins(acme):
    url, browser = invited(acme), Browser()
    browser.open(url)
    planted = world.new_secret()
    browser.hosts[world.HOST].cookies["__Host-sid"] = planted

    browser.send(**person())
    browser.send(code=texted())

    assert browser.cookie(world.HOST) != planted
    browser.hosts[world.HOST].cookies["__Host-sid"] = planted
    assert browser.step(f"{PUBLIC}/password/").status_code == 302


def test_the_letter_is_in_the_language_of_the_invitation(acme):
    invited(acme, language="lv")

    with public_room():
        assert Job.objects.get().args["args"][1] == "lv"
    assert mail.outbox[0].extra_headers["Content-Language"] == "lv"
    assert "Acme Bakery" in mail.outbox[0].subject


def test_the_secret_stands_in_the_mail_only(acme, text_of_public_room):
    url = invited(acme)
    browser = Browser()
    browser.open(url)
    browser.send(name="", password="short", again="shore")

    assert url.rstrip("/").rsplit("/", 1)[1] not in text_of_public_room()


def test_the_page_is_kept_nowhere_and_told_to_nobody(acme):
    page = Browser().open(invited(acme))

    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert not re.search(r'(src|href)="https?://(?!kontor\.localhost)', page.content.decode())


def test_an_invitation_that_is_rolled_back_sends_nothing(acme):
    with public_room(), transaction.atomic():
        invite(acme, email=DAISY, role="sales", language="en")
        transaction.set_rollback(True)

    run_jobs()

    assert mail.outbox == []
    with public_room():
        assert not Invitation.objects.exists()


def test_inviting_again_renews_the_one_invitation(acme):
    old = invited(acme, role="viewer")
    new = invited(acme, email=DAISY.upper(), role="sales")

    assert Browser().open(old).status_code == 404
    accept(new)
    with public_room():
        assert Membership.objects.get(user__email=DAISY).role == "sales"
        assert Invitation.objects.count() == 1


def test_a_workspace_can_invite_from_inside(acme):
    with workspace_of(acme), transaction.atomic(), public_room():
        invite(acme, email=DAISY, role="sales", language="en")

    run_jobs()

    assert [letter.to for letter in mail.outbox] == [[DAISY]]


def test_a_second_click_leads_to_the_workspace(acme):
    url = invited(acme)
    browser = accept(url)

    browser.open(url)

    assert browser.url == f"{acme.url}/"
    with public_room():
        assert Membership.objects.filter(user__email=DAISY).count() == 1


def test_of_two_who_use_a_link_at_once_one_is_refused(acme):
    url, late = invited(acme), Browser()
    late.open(url)
    late.send(**{**person(name="Mallory"), "phone": "+37120000012"})
    digits = texted()
    accept(url)

    page = late.send(code=digits)

    assert page.status_code == 404
    with public_room():
        assert User.objects.get(email=DAISY).name == "Daisy"
        assert not Phone.objects.filter(number="+37120000012").exists()


def test_nobody_has_the_key_before_the_phone_is_proven(acme):
    browser = Browser()
    browser.open(invited(acme))
    browser.send(**person())

    assert browser.path == "/sign-up/phone/"
    with public_room():
        assert not User.objects.filter(email=DAISY).exists()
        assert Invitation.objects.get().is_waiting


def test_what_was_typed_is_found_again_by_the_link(acme):
    url, browser = invited(acme), Browser()
    browser.open(url)
    browser.send(**person())
    page = browser.open(url).content.decode()
    assert 'value="Daisy"' in page

    browser.send(**{**person(password=""), "phone": "+37120000013"})
    browser.send(code=texted())

    assert browser.url == f"{acme.url}/"
    with public_room():
        daisy = User.objects.get(email=DAISY)
        assert daisy.check_password(SECRET)
        assert daisy.phone.number == "+37120000013"


def test_an_invitation_is_judged_by_its_row_and_not_by_what_was_read_before(acme, charlie):
    invited(acme, email=charlie.email)
    with public_room():
        read = Invitation.objects.get()
    invited(acme, email=charlie.email)  # a newer mail

    with public_room():
        with pytest.raises(InvitationGone):
            join(read, user=charlie.user)
        newer = Invitation.objects.get()
        join(newer, user=charlie.user)
        with pytest.raises(InvitationGone):
            join(newer, user=charlie.user)
        assert Membership.objects.filter(user=charlie.user, tenant=acme).count() == 1


def test_an_invitation_is_for_its_address_whoever_asks(acme, charlie):
    invited(acme)
    with public_room():
        with pytest.raises(NotInvited):
            join(Invitation.objects.get(), user=charlie.user)
        assert not Membership.objects.filter(user=charlie.user, tenant=acme).exists()


def test_unknown_used_and_expired_links_look_the_same(acme):
    used, expired = invited(acme), invited(acme, email="eve@acme.example")
    accept(used)
    pages = [Browser().open(used), Browser().open(f"{PUBLIC}/invitation/{'x' * 43}/")]
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        pages.append(Browser().open(expired))

    shown = {_plain(page) for page in pages}

    assert [page.status_code for page in pages] == [404, 404, 404]
    assert len(shown) == 1
    assert "ask the person who invited you" in shown.pop()


def test_a_late_form_is_refused_as_well(acme):
    url, browser = invited(acme), Browser()
    browser.open(url)

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        page = browser.send(**person())

    assert page.status_code == 404
    with public_room():
        assert not User.objects.filter(email=DAISY).exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "This field is required"),
        ({"password": "fourteen chars", "again": "fourteen chars"}, "too short"),
        ({"password": "x" * 257, "again": "x" * 257}, "more than 256"),
        ({"again": "something else entirely"}, "The two passwords differ."),
        ({"password": DAISY, "again": DAISY}, "too similar to the e-mail address"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_changes_nothing(acme, given, said):
    browser = Browser()
    browser.open(invited(acme))

    page = browser.send(**{**person(), **given})

    assert said in page.content.decode()
    with public_room():
        assert not User.objects.filter(email=DAISY).exists()
        assert Invitation.objects.get().is_waiting


def test_somebody_we_know_signs_in_first_and_joins_with_one_button(acme, charlie):
    url = invited(acme, email=charlie.email, role="accountant")
    browser = Browser()
    page = browser.open(url).content.decode()
    assert "We know charlie@globex.example already" in page

    browser.open(re.search(r'href="(/sign-in/\?next=[^"]+)"', page).group(1))
    browser.send(login=charlie.email, password=world.PASSWORD, next=url.removeprefix(PUBLIC))
    assert browser.url == url
    assert not is_known_at(browser, acme)
    browser.open(url)
    browser.send()

    assert browser.url == f"{acme.url}/"
    with public_room():
        assert Membership.objects.get(user=charlie.user, tenant=acme).role == "accountant"
        assert charlie.user.check_password(world.PASSWORD)


def joined(acme, charlie):
    """Charlie's browser, where a new key to Acme has led it."""
    url = invited(acme, email=charlie.email)
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/")
    browser.send(login=charlie.email, password=world.PASSWORD, next=url.removeprefix(PUBLIC))
    browser.send()
    return browser


def test_somebody_we_know_without_a_phone_is_asked_for_one_and_led_on(acme, charlie):
    with public_room():
        Phone.objects.filter(user=charlie.user).delete()
    browser = joined(acme, charlie)
    assert browser.path == "/sign-in/again/"
    browser.send(password=world.PASSWORD, **hidden(browser.page))
    page = browser.page.content.decode()
    assert browser.path == "/security/phone/"
    assert "<h1>Your phone number</h1>" in page
    assert 'href="/go/acme/">Not now</a>' in page

    browser.send(phone=PHONE)
    by_sms = texted()
    browser.send(old=_digits_of(mail.outbox[-1].body), new=by_sms)

    assert browser.url == f"{acme.url}/"
    with public_room():
        assert Phone.objects.get(user=charlie.user).number == PHONE


def test_who_gives_no_phone_now_comes_in_all_the_same(acme, charlie):
    with public_room():
        Phone.objects.filter(user=charlie.user).delete()
    browser = joined(acme, charlie)

    browser.open(f"{PUBLIC}/go/acme/")

    assert browser.url == f"{acme.url}/"


def _digits_of(text):
    return re.search(r"(?<!\d)\d{6}(?!\d)", text).group()


def test_the_link_alone_does_not_let_in_somebody_we_know(acme, charlie):
    url = invited(acme, email=charlie.email)
    browser = Browser()
    browser.open(url)

    browser.send(url, name="Mallory", password=SECRET, again=SECRET)

    assert not is_known_at(browser, acme)
    with public_room():
        assert User.objects.get(email=charlie.email).check_password(world.PASSWORD)
        assert not Membership.objects.filter(user=charlie.user, tenant=acme).exists()


def test_somebody_else_who_is_signed_in_is_told_so(acme, alice, charlie):
    url = invited(acme)
    browser = Browser()
    sign_in(browser, f"{PUBLIC}/sign-in/", charlie.email)

    page = browser.open(url).content.decode()
    assert "It was sent to daisy@acme.example, and you are signed in as charlie@globex" in page
    browser.send(url)
    with public_room():
        assert not Membership.objects.filter(user=charlie.user, tenant=acme).exists()

    browser.send("/sign-out/", next=url.removeprefix(PUBLIC))
    assert browser.url == url
    browser.send(**person())
    browser.send(code=texted())
    assert is_known_at(browser, acme)


def test_a_key_that_is_held_stays_as_it_is(acme, alice):
    url = invited(acme, email=alice.email, role="viewer")
    browser = Browser()
    sign_in(browser, f"{PUBLIC}/sign-in/", alice.email)
    browser.open(url)
    browser.send()

    with public_room():
        assert Membership.objects.get(user=alice.user, tenant=acme).role == "owner"


def test_an_invitation_to_a_workspace_that_closed_does_not_work(acme):
    url = invited(acme)
    with public_room():
        acme.state = acme.State.CLOSED
        acme.save()

    assert Browser().open(url).status_code == 404


def test_nor_does_one_that_was_begun_before_it_closed(acme):
    browser = Browser()
    browser.open(invited(acme))
    browser.send(**person())
    with public_room():
        acme.state = acme.State.CLOSED
        acme.save()

    page = browser.send(code=texted())

    assert page.status_code == 404
    with public_room():
        assert not User.objects.filter(email=DAISY).exists()


def test_the_database_keeps_one_waiting_invitation_an_address(acme):
    invited(acme)
    twin = Invitation(tenant=acme, email=DAISY, role="viewer")
    twin.renew()
    with public_room(), pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_mail_that_is_sent_again_after_the_answer_is_not_sent(acme):
    accept(invited(acme))
    with public_room():
        send_invitation.enqueue(str(Invitation.objects.get().pk), "en")
    run_jobs()

    assert [letter.subject for letter in mail.outbox if "invites you" in letter.subject] == [
        "Acme Bakery invites you to Kontor"
    ]


def _plain(page):
    text = re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", page.content.decode())
    return " ".join(text.split())
