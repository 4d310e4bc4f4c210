"""Somebody proves an address and a phone, accepts the policy, and has a workspace."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs import housekeeping
from jobs.models import Job
from tenants.models import Membership, PublicEntry, Schema, Tenant
from tenants.rooms import public_room
from tenants.workflows.schemas.spares import fill
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser
from tests.users.signing_up import (
    BUSINESS,
    EMAIL,
    PERSON,
    PHONE,
    SECRET,
    at_business,
    at_code,
    at_person,
    at_phone,
    mailed,
    signed_up,
    texted,
    texts,
    wrong,
)
from users.models import Code, Phone, Policy, PolicyAcceptance, SignUp, User
from users.workflows.come_in import Business, come_in

pytestmark = pytest.mark.django_db

# Statements of each step, with the page that follows; a session is read and kept among them.
COUNTS = {
    "the page": 0,
    "the address": 9,
    "its code": 12,
    "the person": 11,
    "the code by SMS": 12,
    "the business": 28,
}
OZOLS = Business(**{**BUSINESS, "currency": "EUR"})


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


@pytest.fixture
def egle_has_a_phone(alice):
    with public_room():
        Phone.objects.update_or_create(user=alice.user, defaults={"number": PHONE})


@pytest.fixture
def spare(settings, acme):
    """One schema waits for a business, and no more are built."""
    settings.SPARE_SCHEMAS_LEAST = settings.SPARE_SCHEMAS_MOST = 1
    fill()
    settings.SPARE_SCHEMAS_LEAST = settings.SPARE_SCHEMAS_MOST = 0
    with public_room():
        return Schema.objects.spare().values_list("name", flat=True).get()


def users(email=EMAIL):
    with public_room():
        return list(User.objects.filter(email=email))


def the_sign_up():
    with public_room():
        return SignUp.objects.latest("made_at")


# --- the way ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_ends_in_a_workspace_of_one_s_own():
    browser = signed_up()
    assert browser.path == "/sign-up/ready/"
    assert "is being built" in browser.page.content.decode()
    run_jobs()
    browser.open(browser.url)

    assert browser.url.startswith("https://ozols.kontor.localhost:8443/")
    with public_room():
        egle = User.objects.get(email=EMAIL)
        tenant = Tenant.objects.get(slug="ozols")
        assert tenant.state == Tenant.State.OPEN
        assert (tenant.country, tenant.currency, tenant.language) == ("LV", "EUR", "lv")
        assert egle.check_password(SECRET)
        assert Membership.objects.get(user=egle, tenant=tenant).role == "owner"
        assert EmailAddress.objects.get(user=egle).verified
        assert egle.phone.number == PHONE
        assert egle.phone.can_confirm
        verbs = PublicEntry.objects.filter(user=egle).order_by("id").values_list("verb", flat=True)
        assert list(verbs) == [
            "user.signed_up",
            "policy.accepted",
            "user.signed_in",
            "user.entered",
        ]


def test_the_accepted_version_is_kept_with_its_time():
    signed_up()

    with public_room():
        accepted = PolicyAcceptance.objects.get(user__email=EMAIL)
        assert accepted.policy == Policy.objects.current()
        assert abs(timezone.now() - accepted.at) < timedelta(minutes=5)
        assert not PolicyAcceptance.objects.is_missing_from(accepted.user)


def test_a_confirmation_follows_and_exactly_one():
    browser = signed_up()
    run_jobs("default")
    browser.open(f"{PUBLIC}/sign-up/ready/")
    browser.open(f"{PUBLIC}/sign-up/")
    run_jobs("default")

    letters = [letter for letter in mail.outbox if "Welcome" in letter.subject]
    assert [letter.to for letter in letters] == [[EMAIL]]
    assert "Galdniecība Ozols" in letters[0].subject
    assert "https://ozols.kontor.localhost:8443" in letters[0].body
    assert "version 1 of our policy" in letters[0].body


def test_what_was_given_is_forgotten_when_it_has_become_a_user():
    signed_up()

    row = the_sign_up()
    assert (row.email, row.name, row.password, row.phone) == ("", "", "", "")
    assert row.is_done


@pytest.mark.django_db(transaction=True)
def test_the_workspace_is_open_at_once_where_a_schema_is_spare(settings, spare):
    browser = signed_up()

    assert browser.url.startswith("https://ozols.kontor.localhost:8443/")
    with public_room():
        tenant = Tenant.objects.get(slug="ozols")
        assert (tenant.state, tenant.schema_name) == (Tenant.State.OPEN, spare)


def test_the_owner_signs_in_again_with_what_was_chosen():
    signed_up()
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/")
    browser.send(login=EMAIL, password=SECRET)

    assert browser.path == "/"
    assert "Egle Ozola" in browser.page.content.decode()


# --- codes --------------------------------------------------------------------------------------


def test_nobody_goes_on_without_the_code():
    browser = at_code()
    for path in ("you", "phone", "business", "ready"):
        assert browser.open(f"{PUBLIC}/sign-up/{path}/").status_code == 200
        assert browser.path == "/sign-up/code/"
    browser.send(f"{PUBLIC}/sign-up/business/", **BUSINESS)
    assert browser.path == "/sign-up/code/"
    assert users() == []


def test_an_sms_goes_only_after_the_address_is_proven():
    browser = at_code()
    browser.send(f"{PUBLIC}/sign-up/you/", **PERSON, accepts="on")

    assert texts() == []


def test_three_wrong_codes_kill_it_and_another_one_helps():
    browser = at_code()
    digits = mailed()
    for _ in range(3):
        assert "This is not the code" in browser.send(code=wrong(digits)).content.decode()
    assert "This is not the code" in browser.send(code=digits).content.decode()

    browser.send(again="yes")
    assert "Another code is on its way" in browser.page.content.decode()
    browser.send(code=mailed())
    assert browser.path == "/sign-up/you/"


def test_ten_wrong_codes_an_hour_whatever_is_begun_anew():
    for _ in range(3):
        browser = at_code()
        digits = mailed()
        for _ in range(3):
            browser.send(code=wrong(digits))
    browser = at_code()
    digits = mailed()
    browser.send(code=wrong(digits))

    page = browser.send(code=digits)

    assert "Too many wrong tries" in page.content.decode()
    assert page.status_code == 429


@pytest.mark.parametrize(("stand", "sent"), [(at_code, mailed), (at_phone, texted)])
def test_ten_minutes_are_enough(stand, sent):
    browser = stand()
    digits, here = sent(), browser.path

    with time_machine.travel(timezone.now() + timedelta(seconds=601)):
        page = browser.send(code=digits)

    assert "This is not the code" in page.content.decode()
    assert browser.path == here


def test_a_code_of_one_sign_up_proves_nothing_in_another():
    first = at_code()
    digits = mailed()
    second = at_code()
    run_jobs("default")

    assert "This is not the code" in second.send(code=digits).content.decode()
    first.send(code=digits)
    assert first.path == "/sign-up/you/"


def test_five_codes_an_hour_go_to_one_address():
    for _ in range(5):
        assert at_code().path == "/sign-up/code/"

    page = at_code().page

    assert page.status_code == 429
    assert "Too many codes were sent there" in page.content.decode()


def test_one_computer_begins_twenty_an_hour():
    pages = [at_code(f"egle{number}@ozols.example").page for number in range(21)]

    assert [page.status_code for page in pages] == [200] * 20 + [429]
    assert "from where you are" in pages[-1].content.decode()


def test_the_code_of_an_unreadable_form_is_not_shown_as_a_stack():
    assert at_code().send(code="").status_code == 200
    assert at_code().send(code="x" * 5000).status_code == 200
    assert at_code().send(code="١٢٣٤٥٦").status_code == 200


# --- nobody learns who is known -----------------------------------------------------------------


def asked_with(email):
    """The page, its status, and every statement that was sent, without its values."""
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-up/")
    with CaptureQueriesContext(connection) as sent:
        page = browser.send(email=email)
    shown = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", page.content.decode())
    return shown.replace(email, "X"), page.status_code, [_shape(q["sql"]) for q in sent]


def _shape(sql):
    return re.sub(r"'[^']*'|\b\d+\b|s\d+_x\d+", "?", sql)


def test_a_known_address_is_answered_as_an_unknown_one(alice):
    """By text, status and statements; what differs is done in the job."""
    known, unknown = asked_with(alice.email), asked_with("nobody@acme.example")

    assert known == unknown


def test_a_known_address_gets_a_mail_that_says_so(alice):
    browser = at_code(alice.email.upper())
    run_jobs("default")

    [letter] = mail.outbox
    assert letter.to == [alice.email]
    assert letter.subject == "You have an account with Kontor already"
    assert not re.search(r"\b\d{6}\b", letter.body)
    assert "This is not the code" in browser.send(code="000000").content.decode()
    with public_room():
        assert Code.objects.get().digest == ""


def test_a_number_that_somebody_else_has_proven_says_so_by_sms_only(egle_has_a_phone):
    known = at_phone()
    [text] = texts()
    other = at_phone("egle@other.example", phone="+37120000008")

    assert text["to"] == PHONE
    assert "It belongs to an account already" in text["text"]
    shown = [
        re.sub(r'(csrfmiddlewaretoken" value=")[^"]*|\+371\d+', "", each.page.content.decode())
        for each in (known, other)
    ]
    assert shown[0] == shown[1]
    assert "This is not the code" in known.send(code="000000").content.decode()


# --- again, back, in two tabs, killed between ---------------------------------------------------


def test_every_step_can_be_reloaded():
    for stand in (at_code, at_person, at_phone, at_business):
        browser = stand(f"{stand.__name__}@ozols.example")
        here = browser.path
        assert browser.open(browser.url).status_code == 200
        assert browser.path == here
        browser.open(f"{PUBLIC}/sign-up/ready/")
        assert browser.path == here


def test_who_goes_back_finds_what_was_typed_and_need_not_choose_the_password_again():
    browser = at_business()
    page = browser.open(f"{PUBLIC}/sign-up/you/").content.decode()
    assert 'value="Egle Ozola"' in page
    assert f'value="{PHONE}"' in page
    assert SECRET not in page

    browser.send(name="Egle O.", password="", again="", phone=PHONE, accepts="on")

    assert browser.path == "/sign-up/business/"
    browser.send(**BUSINESS)
    with public_room():
        egle = User.objects.get(email=EMAIL)
        assert egle.name == "Egle O."
        assert egle.check_password(SECRET)


def test_another_number_is_proven_anew():
    browser = at_business()
    browser.open(f"{PUBLIC}/sign-up/you/")
    browser.send(name="Egle", password="", again="", phone="+37120000009", accepts="on")

    assert browser.path == "/sign-up/phone/"
    browser.send(f"{PUBLIC}/sign-up/business/", **BUSINESS)
    assert users() == []


def test_another_address_is_proven_anew_and_nothing_else_is_lost():
    browser = at_business()
    browser.open(f"{PUBLIC}/sign-up/")
    browser.send(email="egle@other.example")
    assert browser.path == "/sign-up/code/"
    browser.send(code=mailed())

    assert browser.path == "/sign-up/business/"
    browser.send(**BUSINESS)
    assert len(users("egle@other.example")) == 1
    assert users() == []


def test_a_good_password_is_kept_where_something_else_is_wrong():
    browser = at_person()
    page = browser.send(**{**PERSON, "phone": "12"}).content.decode()
    assert "This is no phone number" in page
    assert "Read the policy and accept it" in page
    assert 'value="Egle Ozola"' in page
    assert "Leave it empty to keep it" in page

    browser.send(**{**PERSON, "password": "", "again": ""}, accepts="on")

    assert browser.path == "/sign-up/phone/"


def test_without_acceptance_nobody_comes_in():
    browser = at_person()
    browser.send(**PERSON)

    assert browser.path == "/sign-up/you/"
    assert texts() == []


def test_two_tabs_of_one_browser_make_one_user_and_one_workspace():
    browser = at_business()
    other = Browser()
    other.hosts[world.HOST] = browser.hosts[world.HOST]
    other.open(f"{PUBLIC}/sign-up/business/")
    browser.send(**BUSINESS)

    other.send(**{**BUSINESS, "slug": "ozols-two"})
    assert "Please send it again" in other.page.content.decode()
    other.open(other.url)

    assert other.path == "/sign-up/ready/"
    assert len(users()) == 1
    with public_room():
        assert list(Tenant.objects.filter(slug__startswith="ozols").values_list("slug")) == [
            ("ozols",)
        ]


def test_the_last_step_sent_twice_is_one(settings):
    browser = at_business()
    browser.send(**BUSINESS)
    browser.send(f"{PUBLIC}/sign-up/business/", **BUSINESS)

    assert browser.path == "/sign-up/ready/"
    with public_room():
        assert Membership.objects.filter(user__email=EMAIL).count() == 1
        assert Job.objects.filter(task__endswith="welcome").count() == 1


def test_two_last_steps_at_once_find_the_same_user():
    at_business()
    read, also_read = the_sign_up(), the_sign_up()
    with public_room():
        first = come_in(read, OZOLS, language="en")
        second = come_in(also_read, replace(OZOLS, slug="ozols-two"), language="en")

    assert first == second
    with public_room():
        assert not Tenant.objects.filter(slug="ozols-two").exists()


def test_killed_before_the_last_commit_there_is_nothing_and_it_can_be_sent_again():
    browser = at_business()
    with public_room(), transaction.atomic():
        come_in(the_sign_up(), OZOLS, language="en")
        transaction.set_rollback(True)
    assert users() == []

    browser.send(**BUSINESS)

    assert len(users()) == 1


def test_a_sign_up_lasts_a_day_and_is_swept():
    browser = at_person()
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        browser.open(f"{PUBLIC}/sign-up/you/")
        assert browser.path == "/sign-up/"
        housekeeping.tidy()
    with public_room():
        assert not SignUp.objects.exists()


def test_nobody_stands_unproven_whoever_writes(alice):
    at_person()
    row = the_sign_up()
    with public_room(), pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.filter(pk=row.pk).update(user=alice.user)


def test_who_is_signed_in_does_not_sign_up(alice):
    answer = alice.at(None).get("/sign-up/")

    assert (answer.status_code, answer["Location"]) == (302, "/")


# --- the business -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Галерея «Жаңа Өнер»", "galereia-zhana-oner"),
        ("Šķūņu iela & Čiekuri", "skunu-iela-ciekuri"),
        ("面包店", "office"),
        ("Ы" * 200, "y" * 40),
    ],
)
def test_an_address_is_proposed_for_any_name(name, proposed):
    browser = at_business()
    page = browser.send(**{**BUSINESS, "name": name, "slug": ""}).content.decode()
    assert f'value="{proposed}"' in page
    assert f"We propose {proposed}" in page

    browser.send(**{**BUSINESS, "name": name, "slug": proposed})

    with public_room():
        assert Tenant.objects.get(slug=proposed).name == name


@pytest.mark.parametrize(("slug", "proposed"), [("acme", "acme-2"), ("www", "www-2")])
def test_a_taken_and_a_reserved_address_are_refused_with_a_proposal(acme, slug, proposed):
    browser = at_business()
    page = browser.send(**{**BUSINESS, "slug": slug}).content.decode()

    assert f"{slug} is taken already. We propose {proposed}." in page
    assert f'value="{proposed}"' in page
    assert users() == []


def test_the_address_is_looked_at_while_one_types(acme):
    browser = at_business()
    page = browser.step(f"{PUBLIC}/sign-up/business/address/?name=X&slug=acme").content.decode()

    assert page.lstrip().startswith('<div id="slug-field"')
    assert "acme is taken already" in page
    assert 'value="acme-2"' in page


def test_an_address_is_filled_in_while_one_types_and_is_no_error(acme):
    browser = at_business()
    page = browser.step(f"{PUBLIC}/sign-up/business/address/?name=Acme&slug=").content.decode()

    assert 'value="acme-2"' in page
    assert "field-bad" not in page


def test_a_stranger_is_told_of_no_address(acme):
    browser = Browser()
    browser.step(f"{PUBLIC}/sign-up/business/address/?name=X&slug=acme")

    assert browser.page.status_code == 302


def test_country_and_currency_follow_the_phone():
    browser = at_business(phone="+77012345678")
    page = browser.page.content.decode()
    assert '<option value="KZ" selected>' in page
    browser.send(**{**BUSINESS, "country": "KZ"})

    with public_room():
        assert Tenant.objects.get(slug="ozols").currency == "KZT"


# --- races --------------------------------------------------------------------------------------


def test_of_two_with_one_address_the_second_is_told():
    first, second = at_business(), at_business(phone="+37120000008")
    first.send(**BUSINESS)
    page = second.send(**{**BUSINESS, "slug": "ozols-two"})

    assert "has an account by now" in page.content.decode()
    with public_room():
        assert not Tenant.objects.filter(slug="ozols-two").exists()


def test_of_two_with_one_phone_the_second_gives_another():
    first, second = at_business(), at_business("egle@other.example")
    first.send(**BUSINESS)
    page = second.send(**{**BUSINESS, "slug": "ozols-two"})

    assert second.path == "/sign-up/you/"
    assert "Another account has this phone number by now" in page.content.decode()
    with public_room():
        assert Phone.objects.filter(number=PHONE).count() == 1


def test_of_two_with_one_slug_the_second_gets_a_proposal():
    second = at_business("egle@other.example", phone="+37120000008")
    signed_up()
    page = second.send(**BUSINESS)

    assert "We propose ozols-2" in page.content.decode()


def test_where_no_code_can_be_sent_the_password_is_kept(settings):
    browser = at_person()
    settings.SMS_GATEWAYS = ()
    page = browser.send(**{**PERSON, "accepts": "on"}).content.decode()

    assert browser.path == "/sign-up/you/"
    assert "You chose one. Leave it empty to keep it." in page
    assert PERSON["phone"] in page


# --- closed, and the policy ---------------------------------------------------------------------


def test_a_closed_door_says_how_to_come_in(settings):
    settings.SIGN_UP = "closed"
    browser = Browser()
    page = browser.open(f"{PUBLIC}/sign-up/").content.decode()
    assert "Ask the provider" in page
    browser.send(f"{PUBLIC}/sign-up/", email=EMAIL)

    assert mail.outbox == []
    with public_room():
        assert not SignUp.objects.exists()


@pytest.mark.parametrize(("sign_up", "leads"), [("open", True), ("closed", False)])
def test_the_page_to_sign_in_leads_to_it_while_it_is_open(settings, sign_up, leads):
    settings.SIGN_UP = sign_up
    page = Browser().open(f"{PUBLIC}/sign-in/").content.decode()

    assert ('href="/sign-up/"' in page) is leads


def test_the_home_page_leads_to_it():
    assert 'href="/sign-up/"' in Browser().open(f"{PUBLIC}/").content.decode()


@pytest.mark.parametrize("language", ["en", "lv", "ru", "kk"])
def test_the_policy_is_the_text_whose_digest_is_kept(language):
    with public_room():
        policy = Policy.objects.current()
    page = Browser(**{"accept-language": language}).open(f"{PUBLIC}/policy/")

    assert policy.digest_in(language) == policy.digests[language]
    assert page.content.decode().count("<li>") >= 13


def test_no_secret_stands_in_the_tables(text_of_public_room):
    at_business()
    codes = [mailed_body for letter in mail.outbox for mailed_body in [letter.body]]
    digits = {found for body in codes for found in re.findall(r"\b\d{6}\b", body)}
    digits |= {re.findall(r"\b\d{6}\b", each["text"])[0] for each in texts()}
    text = text_of_public_room()

    assert digits
    assert not [each for each in (*digits, SECRET) if each in text]


def test_what_each_step_asks_of_the_database():
    counts = {}

    def count(name, do):
        with CaptureQueriesContext(connection) as sent:
            do()
        counts[name] = sum("SAVEPOINT" not in each["sql"] for each in sent)

    browser = Browser()
    count("the page", lambda: browser.open(f"{PUBLIC}/sign-up/"))
    count("the address", lambda: browser.send(email=EMAIL))
    digits = mailed()
    count("its code", lambda: browser.send(code=digits))
    count("the person", lambda: browser.send(**PERSON, accepts="on"))
    digits = texted()
    count("the code by SMS", lambda: browser.send(code=digits))
    count("the business", lambda: browser.send(**BUSINESS))

    assert counts == COUNTS
