"""Today: a new owner is led to the first invoice; others see what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.rooms import public_room, workspace_of
from tests import make
from workspace.imports.models import Import
from workspace.sales.models import Document

pytestmark = pytest.mark.django_db


def today(person):
    person.browser.cookies["__Host-lang"] = "en"
    return person.browser.get("/").content.decode()


def imported(**given):
    values = {"kind": "sales", "currency": "EUR", "file_name": "june.csv", "digest": "0" * 64}
    return Import.objects.create(created_by=make.member(), **{**values, **given})


@pytest.fixture
def at_work(acme):
    """Acme has issued an invoice, so nobody is led by the hand any more."""
    with workspace_of(acme):
        make.issued_invoice()


def test_a_new_owner_is_led_from_the_company_to_the_first_invoice(alice):
    page = today(alice)

    places = [
        page.rindex(f'href="{url}"') for url in ("/settings/", "/parties/new/", "/invoices/new/")
    ]
    steps = [page.index(step) for step in ("1. Your company", "2. Your first", "3. Your first")]
    assert steps == sorted(steps)
    assert places == sorted(places)
    assert "Done" not in page


def test_who_may_not_change_the_company_is_not_told_to(alice, bob, acme):
    """Bob sells: he begins with the customer, and the company's data waits for its owner."""
    page = today(bob)
    assert "1. Your first customer" in page
    assert "Your company&#x27;s data" not in page

    with workspace_of(acme):
        make.issued_invoice()
        make.company(street="")
    assert "No invoice can be issued yet" in today(alice)
    assert "No invoice can be issued yet" not in today(bob)


def test_what_is_done_is_marked(alice, acme):
    with workspace_of(acme):
        make.company()
        make.party()

    assert today(alice).count(">Done<") == 2


def test_after_the_first_invoice_nothing_waits(alice, at_work):
    page = today(alice)

    assert "Nothing waits for you." in page
    assert "Your first customer" not in page


def test_data_that_went_missing_stands_first(alice, acme, at_work):
    with workspace_of(acme):
        make.company(city="")
        make.invoice()

    page = today(alice)

    assert "Write the city of the legal address." in page
    assert page.index("No invoice can be issued yet") < page.index("1 invoice is not issued")


def test_drafts_are_counted_and_lead_to_their_lists(alice, acme, at_work):
    with workspace_of(acme):
        for _ in range(2):
            make.invoice()
        make.credit_note()

    page = today(alice)

    assert "2 invoices are not issued" in page
    assert 'href="/invoices/?state=draft"' in page
    assert "1 credit note is not issued" in page
    assert 'href="/invoices/credit-notes/?state=draft"' in page


def test_an_import_shows_how_far_it_is(alice, acme, at_work):
    with workspace_of(acme):
        running = imported(state="running", lines=200, taken=50)

    page = today(alice)

    assert "june.csv is being read" in page
    assert "25% of its lines so far" in page
    assert f'href="/imports/{running.pk}/"' in page


def test_an_import_that_failed_or_left_lines_out_waits_a_week(alice, acme, at_work):
    now = timezone.now()
    with workspace_of(acme):
        imported(state="failed", finished_at=now, file_name="empty.csv")
        imported(state="done", finished_at=now, lines=2, refused_count=2, file_name="holes.csv")
        imported(state="done", finished_at=now, file_name="fine.csv")
        long_ago = now - timedelta(days=8)
        imported(state="failed", finished_at=long_ago, file_name="forgotten.csv")

    page = today(alice)

    assert "empty.csv could not be taken" in page
    assert "holes.csv is taken, but not all of it" in page
    assert "2 lines were refused." in page
    assert "fine.csv" not in page
    assert "forgotten.csv" not in page


def test_it_asks_as_often_for_three_as_for_one(alice, acme, at_work, django_assert_num_queries):
    today(alice)
    for more in (1, 2):
        with workspace_of(acme):
            for _ in range(more):
                make.invoice()
                imported()
        # session, company, issued, three for the figures, overdue, imports, drafts, what came in
        with django_assert_num_queries(10):
            today(alice)


def test_a_viewer_is_not_told_to_do_what_a_viewer_may_not(bob, acme):
    with workspace_of(acme):
        make.invoice()
    bob.membership.role = "viewer"
    with public_room():
        bob.membership.save(update_fields=["role"])

    page = today(bob)

    assert "Nothing waits for you." in page
    assert "/parties/new/" not in page


def test_charlie_finds_nothing_and_sees_nothing_of_acmes(charlie, acme, at_work):
    assert charlie.at(acme).get("/").status_code == 404
    assert "Your first customer" in today(charlie)
    with workspace_of(acme):
        assert Document.objects.exists()
