"""How somebody is reached changes: both ends say yes, the old one is told, a new number cools off."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser, sign_in
from tests.users.signing_up import texts, wrong
from users.models import ContactChange, Phone, Session, User

pytestmark = pytest.mark.django_db

NEW, OLD_NUMBER, NUMBER = "alice@new.example", "+37120000021", "+37120000022"


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


@pytest.fixture
def phone(alice):
    with public_room():
        Phone.objects.update_or_create(user=alice.user, defaults={"number": OLD_NUMBER})


@pytest.fixture
def browser(alice):
    """Alice's, who has just proven again who she is."""
    assert alice.user  # read before the address by which it is found changes
    opened = Browser()
    sign_in(opened, f"{PUBLIC}/security/", alice.email)
    return opened


def begun(browser, kind, new):
    browser.open(f"{PUBLIC}/security/{kind}/")
    if browser.path == "/sign-in/again/":
        browser.send(password=world.PASSWORD, next=f"/security/{kind}/")
    return browser.send(f"{PUBLIC}/security/{kind}/", **{kind: new})


def mailed_to(address):
    run_jobs("default")
    *_, letter = [each for each in mail.outbox if each.to == [address]]
    return _digits(letter.body)


def texted_to(number):
    *_, text = [each for each in texts() if each["to"] == number]
    return _digits(text["text"])


def _digits(text):
    return next(word for word in text.split() if word.isdecimal() and len(word) == 6)


def of_alice(alice):
    with public_room():
        return User.objects.get(pk=alice.user.pk)


def test_both_ends_say_yes_and_the_address_is_another_one(alice, browser):
    begun(browser, "email", NEW)
    assert browser.path == "/security/email/codes/"
    page = browser.send(old=mailed_to(alice.email), new=mailed_to(NEW)).content.decode()

    assert "you sign in with the new address" in page
    assert of_alice(alice).email == NEW
    with public_room():
        rows = EmailAddress.objects.filter(user=alice.user)
        assert [(row.email, row.verified, row.primary) for row in rows] == [(NEW, True, True)]
        entry = PublicEntry.objects.get(verb="email.changed")
        assert (entry.user_id, entry.subject) == (alice.user.pk, str(alice.user.pk))


def test_the_old_address_is_told_and_opens_nothing_any_more(alice, browser):
    begun(browser, "email", NEW)
    browser.send(old=mailed_to(alice.email), new=mailed_to(NEW))
    run_jobs("default")

    assert mail.outbox[-1].to == [alice.email]
    assert mail.outbox[-1].subject == "You sign in with another address now"
    late = Browser()
    late.open(f"{PUBLIC}/sign-in/")
    page = late.send(login=alice.email, password=world.PASSWORD)
    assert "do not belong together" in page.content.decode()
    late.send(login=NEW, password=world.PASSWORD)
    assert "/sign-in/" not in late.path


def test_sessions_stay_and_links_to_a_new_password_die(alice, browser):
    asked = Browser()
    asked.open(f"{PUBLIC}/password/forgotten/")
    asked.send(email=alice.email)
    run_jobs("default")
    link = next(word for word in mail.outbox[-1].body.split() if word.startswith("https://"))
    with public_room():
        before = Session.objects.filter(user=alice.user).count()
    begun(browser, "email", NEW)
    browser.send(old=mailed_to(alice.email), new=mailed_to(NEW))

    assert Browser().open(link).status_code == 404
    with public_room():
        assert Session.objects.filter(user=alice.user).count() == before
    assert browser.open(f"{PUBLIC}/security/").status_code == 200


@pytest.mark.parametrize("missing", ["old", "new"])
def test_one_code_alone_changes_nothing(alice, browser, missing):
    begun(browser, "email", NEW)
    given = {"old": mailed_to(alice.email), "new": mailed_to(NEW)}
    where = {"old": alice.email, "new": NEW}
    right = where[({"old", "new"} - {missing}).pop()]
    page = browser.send(**{**given, missing: wrong(given[missing])}).content.decode()

    assert f'href="#id_{missing}">The code that came to {where[missing]}: This is not' in page
    assert f"The code that came to {right} was right." in page
    assert "<h1>One more code</h1>" in page
    assert of_alice(alice).email == alice.email
    later = browser.open(f"{PUBLIC}/security/email/codes/").content.decode()
    assert f"We sent a code to {where[missing]}." in later
    assert f"The code that came to {right} was right." in later
    browser.send(**{missing: given[missing]})
    assert of_alice(alice).email == NEW


def test_two_wrong_codes_are_both_named(alice, browser):
    begun(browser, "email", NEW)
    page = browser.send(old="000000", new="000000").content.decode()

    assert "<h1>Two codes</h1>" in page
    assert [end for end in ("old", "new") if f'href="#id_{end}"' not in page] == []


def test_the_old_end_reads_what_takes_its_place_and_the_new_one_does_not(alice, browser, phone):
    begun(browser, "email", NEW)
    run_jobs("default")
    told = {letter.to[0]: letter.body for letter in mail.outbox}
    question = f"Shall {NEW} take the place of this address?"
    assert [to for to, body in told.items() if question in body] == [alice.email]

    begun(browser, "phone", NUMBER)
    words = {text["to"]: text["text"] for text in texts()}
    question = f"Shall {NUMBER} take the place of this number?"
    assert [to for to, text in words.items() if question in text] == [OLD_NUMBER]


def test_nobody_changes_it_without_proving_again(alice):
    browser = Browser()
    browser.hosts[world.HOST] = alice.at(None)
    browser.open(f"{PUBLIC}/security/email/")
    assert browser.path == "/sign-in/again/"

    alice.at(None).post("/security/email/", {"email": NEW})

    with public_room():
        assert not ContactChange.objects.exists()
    assert Browser().open(f"{PUBLIC}/security/email/").status_code == 200


def test_of_another_person_s_change_nothing_is_seen(alice, browser, bob):
    begun(browser, "email", NEW)
    answer = bob.at(None).get("/security/email/codes/")
    assert (answer.status_code, answer["Location"]) == (302, "/security/email/")

    bob.at(None).post(
        "/security/email/codes/", {"old": mailed_to(alice.email), "new": mailed_to(NEW)}
    )

    assert of_alice(alice).email == alice.email


def test_an_address_that_somebody_has_is_not_given_away(alice, browser, charlie):
    begun(browser, "email", charlie.email.upper())
    assert browser.path == "/security/email/codes/"
    run_jobs("default")

    [letter] = [each for each in mail.outbox if each.to == [charlie.email]]
    assert letter.subject == "You have an account with Kontor already"
    page = browser.send(old=mailed_to(alice.email), new="000000")
    assert "This is not the code" in page.content.decode()


def test_of_two_who_want_one_address_the_second_is_told(alice, browser, charlie):
    begun(browser, "email", NEW)
    codes = {"old": mailed_to(alice.email), "new": mailed_to(NEW)}
    with public_room():
        User.objects.filter(pk=charlie.user.pk).update(email=NEW)

    page = browser.send(**codes)

    assert "has an account by now" in page.content.decode()
    assert of_alice(alice).email == alice.email


def test_another_number_confirms_after_a_day(alice, browser, phone):
    begun(browser, "phone", NUMBER)
    browser.send(old=texted_to(OLD_NUMBER), new=texted_to(NUMBER))
    run_jobs("default")

    with public_room():
        mine = Phone.objects.get(user=alice.user)
    assert (mine.number, mine.can_confirm) == (NUMBER, False)
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert mine.can_confirm
    assert mail.outbox[-1].to == [alice.email]
    assert mail.outbox[-1].subject == "Your phone number was changed"
    with public_room():
        assert PublicEntry.objects.filter(verb="phone.changed", user=alice.user).count() == 1


def test_a_first_number_is_confirmed_by_the_mailbox(alice, browser):
    with public_room():
        Phone.objects.filter(user=alice.user).delete()
    begun(browser, "phone", NUMBER)
    browser.send(old=mailed_to(alice.email), new=texted_to(NUMBER))

    with public_room():
        assert Phone.objects.get(user=alice.user).can_confirm


def test_codes_are_good_for_ten_minutes_and_the_change_for_half_an_hour(alice, browser):
    begun(browser, "email", NEW)
    codes = {"old": mailed_to(alice.email), "new": mailed_to(NEW)}
    with time_machine.travel(timezone.now() + timedelta(seconds=601)):
        assert "This is not the code" in browser.send(**codes).content.decode()
        browser.send(again="yes")
        codes = {"old": mailed_to(alice.email), "new": mailed_to(NEW)}
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        browser.send(**codes)
        assert of_alice(alice).email == alice.email


def test_ten_wrong_codes_an_hour(alice, browser):
    begun(browser, "email", NEW)
    pages = [browser.send(old="000000", new="000000") for _ in range(11)]

    assert pages[-1].status_code == 429
    assert "Too many wrong tries" in pages[-1].content.decode()


def test_sent_twice_it_is_one(alice, browser):
    begun(browser, "email", NEW)
    codes = {"old": mailed_to(alice.email), "new": mailed_to(NEW)}
    browser.send(**codes)
    browser.send(f"{PUBLIC}/security/email/codes/", **codes)
    run_jobs("default")

    told = [each for each in mail.outbox if "another address now" in each.subject]
    assert len(told) == 1


def test_the_logbook_names_no_address(alice, browser):
    begun(browser, "email", NEW)
    browser.send(old=mailed_to(alice.email), new=mailed_to(NEW))

    with public_room():
        lines = [f"{each.verb} {each.subject}" for each in PublicEntry.objects.all()]
    assert not [line for line in lines if "@" in line]
