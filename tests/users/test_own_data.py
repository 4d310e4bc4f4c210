"""What Kontor holds about me: seen, taken along, and deleted for good."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from i18n.writing import written_day
from jobs.models import Job
from post.models import Delivery, Sms
from tenants.leaving import rows_of
from tenants.models import Departure, Invitation, Membership, PublicEntry
from tenants.rooms import public_room, workspace_of
from tenants.workflows.erase_person import erase_person
from tenants.workflows.invite import invite
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser, sign_in
from tests.users.confirming import last_code
from users.confirmed.own_data import grant_for
from users.factors import recovery_codes, totp
from users.models import ApiToken, Session, User
from users.own_data_words import LABELS, TITLES
from users.workflows.codes import ask_for_code
from users.workflows.delete_user import delete_user
from users.workflows.own_data import is_secret, what_is_held
from workspace.members.models import Member

FILE_ONLY = {  # ids, counts, and what is for programs
    "about", "accepted_by", "back", "by_factor", "client", "confirmation", "email_address", "error_code",
    "gateway", "id", "invitation", "invited_by", "kind", "language", "membership_id", "message_id",
    "new_proven_at", "of_provider", "old_proven_at", "on_its_host", "origin", "payer", "person",
    "purpose", "reference", "reminders", "segments", "session", "settled_at", "subject",
    "tenant", "their_id", "tries_left", "user", "version",
}  # fmt: skip
UNTITLED = {"account.emailconfirmation", "users.ticket"}  # they live for seconds, or not at all


def name_of(model) -> str:
    return model._meta.label_lower


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path) -> Path:
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


def signed_in(person, tenant) -> Browser:
    browser = Browser()
    sign_in(browser, f"{tenant.url}/nothing/", person.email)
    return browser


def confirm(browser: Browser, do: str):
    browser.open(f"{PUBLIC}/your-data/")
    browser.send(do=do)
    assert browser.path.startswith("/confirm/"), browser.url
    return browser.send(code=last_code())


def test_one_sees_ones_own_rows_and_nobody_elses(alice, bob, acme):
    page = signed_in(bob, acme).open(f"{PUBLIC}/your-data/").content.decode()

    assert "bob@acme.example" in page
    assert "acme.kontor.localhost" in page
    assert "+37120000102" in page
    assert "alice@acme.example" not in page
    assert "+37120000101" not in page


def test_the_page_says_it_in_the_reader_s_words(bob, acme):
    page = signed_in(bob, acme).open(f"{PUBLIC}/your-data/").content.decode()

    assert "<dt>E-mail address</dt><dd>bob@acme.example</dd>" in page
    assert "<dt>What happened</dt><dd>You signed in</dd>" in page
    assert "<dt>Role</dt><dd>sales</dd>" in page
    assert f"{written_day(timezone.localdate())}, " in page
    assert [word for word in ("created_at", "+00:00", "membership_id") if word in page] == []


def test_every_column_has_a_label_or_stands_in_the_file_only():
    """A new column is given words in `users/own_data_words.py`, or named here."""
    told = {
        field.name
        for model, _rows in [*rows_of(people=[uuid4()]), (Membership, None)]
        for field in model._meta.concrete_fields
        if not is_secret(field.name)
    }

    assert sorted(told - set(LABELS) - FILE_ONLY) == []
    assert {name_of(model) for model, _rows in rows_of(people=[uuid4()])} - set(TITLES) <= UNTITLED


def test_what_is_shown_holds_no_secret(alice):
    with public_room():
        code = ask_for_code("sign_in", channel="email", to=alice.email, user=alice.user)
        totp.add(alice.user, totp.new_secret(), 1)
        recovery_codes.make(alice.user)
        cookie = world.sign_in(alice.user, None)
        run_jobs()
        text = json.dumps(what_is_held(alice.user), default=str)
        code.refresh_from_db()
        kept = [alice.user.password, code.digest, *Session.objects.values_list("pk", flat=True)]

    assert all(kept)
    assert [secret for secret in [*kept, cookie] if secret in text] == []


def test_the_file_comes_after_a_code_and_holds_it_all(bob, acme):
    browser = signed_in(bob, acme)

    confirm(browser, "export")
    [path] = re.findall(r"/your-data/[^\"' ]+\.json", browser.page.content.decode()) or [
        browser.path
    ]
    file = browser.step(f"{PUBLIC}{path}")

    assert file["Content-Disposition"] == 'attachment; filename="kontor-about-me.json"'
    told = json.loads(file.content)
    assert told["held"]["users.user"][0]["email"] == "bob@acme.example"
    assert told["held"]["tenants.membership"][0]["workspace"] == acme.host
    with public_room():
        assert PublicEntry.objects.filter(verb="user.data_exported", user=bob.user).exists()


def test_the_files_address_is_for_its_person_and_for_ten_minutes(alice, bob, acme):
    grant = grant_for(bob.user.pk)
    browser = signed_in(bob, acme)

    assert signed_in(alice, acme).step(f"{PUBLIC}/your-data/{grant}.json").status_code == 404
    assert Browser().step(f"{PUBLIC}/your-data/{grant}.json").status_code == 302
    assert browser.step(f"{PUBLIC}/your-data/{bob.user.pk}.json").status_code == 404
    assert browser.step(f"{PUBLIC}/your-data/{grant}.json").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert browser.step(f"{PUBLIC}/your-data/{grant}.json").status_code == 404


def test_the_last_owner_is_told_why_not(alice, acme):
    browser = signed_in(alice, acme)

    page = browser.open(f"{PUBLIC}/your-data/").content.decode()
    browser.send(do="delete")
    browser.send(code=last_code())

    assert "You are the last owner of these workspaces." in page
    assert "Delete my user" not in page
    assert "You are the last owner of Acme Bakery." in browser.page.content.decode()
    with public_room():
        assert User.objects.get(pk=alice.user.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_who_leaves_is_deleted_and_the_workspace_keeps_its_work(bob, acme):
    token = bob.token
    with workspace_of(acme):
        member = Member.objects.of(membership_id=bob.membership.pk, name="Bob", email=bob.email)
    with public_room():
        by_bob = PublicEntry.objects.create(user=bob.user, tenant=acme, verb="x", subject="y")
    browser = signed_in(bob, acme)

    confirm(browser, "delete")
    assert browser.step(f"{PUBLIC}/your-data/").status_code == 302
    assert world.api_client(acme.host, token).get("/api/v1/company/").status_code == 401
    with public_room():  # the database's clock says when a job is due
        Job.objects.filter(run_after__isnull=False).update(run_after=timezone.now())
    run_jobs()

    with public_room():
        assert what_is_held_of(bob.user.pk) == {}
        assert not User.objects.filter(pk=bob.user.pk).exists()
        assert not Membership.objects.filter(user_id=bob.user.pk).exists()
        assert not Departure.objects.filter(user_id=bob.user.pk).exists()
        assert not ApiToken.objects.filter(membership_id=bob.membership.pk).exists()
        assert PublicEntry.objects.filter(pk=by_bob.pk).exists()
    with workspace_of(acme):
        member.refresh_from_db()
        assert member.name == "Bob"
        assert member.deactivated_at is not None


@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_sent_before_somebody_was_known_names_them_afterwards(bob, acme, globex):
    with public_room():
        codes = {"email": bob.user.email, "sms": bob.user.phone.number}
        for channel, to in codes.items():
            ask_for_code(
                f"sign_up_{'phone' if channel == 'sms' else 'email'}", channel=channel, to=to
            )
        invitation = invite(globex, email=bob.user.email, role="viewer", language="en")
        run_jobs()
        invitation.accepted_at, invitation.accepted_by = timezone.now(), bob.user
        invitation.save()
        assert (Delivery.objects.count(), Sms.objects.count()) == (2, 1)
        assert Delivery.objects.get(kind="tenants.invitation").tenant == globex
        delete_user(bob.user)

        erase_person(bob.user.pk)

        assert not Sms.objects.exists()
        assert not Delivery.objects.exists()
        assert not Invitation.objects.filter(email=bob.user.email).exists()


def what_is_held_of(person_id) -> dict:
    return what_is_held(User(pk=person_id))


def test_a_name_is_changed_on_a_page(alice, acme):
    browser = signed_in(alice, acme)
    browser.open(f"{PUBLIC}/your-data/name/")
    assert 'value="Alice"' in browser.page.content.decode()
    browser.send(name="Elza\nÄriņa")
    assert browser.path == "/your-data/name/"
    page = browser.send(name="Әлия Ozoliņa-Kalnbērza").content.decode()

    assert browser.path == "/your-data/"
    assert "You are called Әлия Ozoliņa-Kalnbērza." in page
    with public_room():
        assert User.objects.get(email=alice.email).name == "Әлия Ozoliņa-Kalnbērza"
        assert PublicEntry.objects.filter(user=alice.user, verb="user.renamed").count() == 1
