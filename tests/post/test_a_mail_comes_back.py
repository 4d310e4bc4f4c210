"""A company sends our mail and tells what came back: nothing more goes there, and the sender sees it."""

from __future__ import annotations

import logging
from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone

from config import mail
from config.env import BadEnvironment
from post.errors import CameBack, NotDelivered, Undeliverable
from post.letters import Letter
from post.models import Delivery, Suppression
from post.workflows.bounce import came_back, returned
from post.workflows.deliver import Attachment, deliver
from tenants.rooms import public_room, workspace_of
from tests import make, world
from tests.jobs_run import run_jobs
from tests.post.mail_company import SECRET, mail_company
from workspace.papers.models import Sending
from workspace.papers.workflows.send import send_paper

pytestmark = pytest.mark.django_db

TO = "anna@maize.example"
INACTIVE = (
    "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses:"
    f" {TO}. Inactive recipients are ones that have generated a hard bounce."
)
LETTER = Letter("Sveiki", "Labdien!\n", "lv")
BOUNCE = {"RecordType": "Bounce", "Type": "HardBounce", "Email": TO, "MessageID": "pm-1"}


def send(to: str = TO, **given: Any) -> Delivery:
    return deliver(to=to, letter=LETTER, kind="x", reference="r-1", **given)


def told(said: dict[str, Any], secret: str = SECRET) -> int:
    """What the company calls us with, and our answer."""
    browser = world.stranger_at(None)
    browser.handler.enforce_csrf_checks = True
    auth = f"Basic {b64encode(secret.encode()).decode()}"
    answer = browser.post(
        "/mail/reports/", said, content_type="application/json", HTTP_AUTHORIZATION=auth
    )
    return int(answer.status_code)


def rows() -> list[tuple[str, bool]]:
    with public_room():
        found = Delivery.objects.order_by("id").values_list("state", "returned_at")
        return [(state, at is not None) for state, at in found]


def stopped() -> list[str]:
    with public_room():
        return list(Suppression.objects.values_list("reason", flat=True))


def test_the_company_gets_both_faces_of_the_letter_and_a_mark_of_it(settings):
    with mail_company(settings) as company:
        delivery = send(attachments=[Attachment("a.pdf", b"%PDF", "application/pdf")])

    [taken] = company.taken
    assert (taken["To"], taken["Subject"], taken["TextBody"]) == (TO, "Sveiki", "Labdien!\n")
    assert "<p" in taken["HtmlBody"]
    assert taken["Attachments"][0]["Name"] == "a.pdf"
    assert taken["Metadata"]["letter"] in delivery.message_id
    assert (delivery.state, delivery.their_id) == ("sent", "pm-1")


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        (BOUNCE, "bounced", "bounced"),
        ({**BOUNCE, "RecordType": "SpamComplaint", "Type": "SpamComplaint"},) + ("complained",) * 2,
        ({**BOUNCE, "Type": "BadEmailAddress"}, "bounced", "bounced"),
        ({**BOUNCE, "Email": TO.upper()}, "bounced", "bounced"),
    ],
)
def test_what_came_back_is_known_and_nothing_more_goes_there(settings, said, state, reason):
    with mail_company(settings) as company:
        send()
        assert told(said) == 200
        assert told(said) == 200
        with pytest.raises(CameBack):
            send("Anna <ANNA@maize.example>")

    assert len(company.taken) == 1
    assert rows() == [(state, True), ("refused", False)]
    assert stopped() == [reason]


@pytest.mark.parametrize(
    "said",
    [
        {**BOUNCE, "Type": "SoftBounce"},
        {**BOUNCE, "Type": "Transient"},
        {"RecordType": "Delivery", "Recipient": TO, "MessageID": "pm-1"},
        {"RecordType": "Open", "Recipient": TO, "MessageID": "pm-1"},
        {"RecordType": "Something new"},
    ],
)
def test_what_passes_stops_nothing(settings, said):
    with mail_company(settings):
        send()
        assert told(said) == 200
        send()

    assert rows() == [("sent", False)] * 2
    assert stopped() == []


@pytest.mark.parametrize("kind", ["HardBounce", "SpamComplaint"])
def test_what_a_workspace_wrote_stops_what_workspaces_write(settings, acme, globex, kind):
    record = {"HardBounce": "Bounce"}.get(kind, kind)
    with mail_company(settings) as company:
        with workspace_of(acme):
            send()
        for _ in range(2):
            assert told({**BOUNCE, "RecordType": record, "Type": kind}) == 200
        for neighbour in (acme, globex):
            with workspace_of(neighbour), pytest.raises(CameBack):
                send()
        send()

    assert len(company.taken) == 2
    with public_room():
        assert [each.of_workspaces for each in Suppression.objects.all()] == [True]


def test_what_we_wrote_stops_what_workspaces_write_too(settings, acme):
    with mail_company(settings):
        send()
        assert told(BOUNCE) == 200
        with workspace_of(acme), pytest.raises(CameBack):
            send()
        with pytest.raises(CameBack):
            send()


def test_the_mark_finds_the_letter_where_the_company_gave_no_name(settings):
    with mail_company(settings) as company:
        send()
        told({**BOUNCE, "MessageID": "another", "Metadata": company.taken[0]["Metadata"]})

    assert rows() == [("bounced", True)]


def test_another_letter_to_the_same_address_did_not_come_back(settings):
    with mail_company(settings):
        send()
        told({**BOUNCE, "MessageID": "another"})

    assert rows() == [("sent", False)]
    assert stopped() == ["bounced"]


@pytest.mark.parametrize("secret", ["postmark:wrong", "", ":"])
def test_who_does_not_know_the_secret_stops_nothing(settings, secret):
    with mail_company(settings):
        assert told(BOUNCE, secret) == 400

    assert stopped() == []


@pytest.mark.parametrize("said", [[], "x", {"RecordType": 1, "Email": []}, {"Metadata": []}])
def test_nonsense_from_who_knows_the_secret_breaks_nothing(settings, said):
    with mail_company(settings):
        assert told(said) in (200, 400)

    assert stopped() == []


def test_without_a_company_or_a_secret_there_is_no_such_page(settings):
    assert told(BOUNCE) == 404
    with mail_company(settings):
        settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": ""}
        assert told(BOUNCE, ":") == 404


def test_after_ninety_days_it_is_tried_again(settings):
    with mail_company(settings) as company:
        came_back(TO, "bounced")
        with time_machine.travel(timezone.now() + timedelta(days=91)):
            send()
            with public_room():
                assert Suppression.objects.old().count() == 1

    assert len(company.taken) == 1


def test_the_table_does_not_name_the_address(settings):
    came_back(TO, "bounced")

    with public_room():
        assert "anna" not in str(Suppression.objects.values())


@pytest.mark.parametrize(
    ("status", "answer", "meaning"),
    [
        (500, {"Message": "oops"}, NotDelivered),
        (401, {"ErrorCode": 10}, NotDelivered),
        (422, {"ErrorCode": 406, "Message": INACTIVE}, Undeliverable),
    ],
)
def test_what_a_company_s_no_means(settings, status, answer, meaning, caplog):
    caplog.set_level(logging.DEBUG)
    with mail_company(settings, status, **answer), pytest.raises(meaning) as raised:
        send()

    logging.getLogger("a job").error("failed", exc_info=raised.value)
    written = "".join(logging.Formatter().format(record) for record in caplog.records)
    assert "anna" not in written
    assert "Labdien" not in written
    with public_room():
        [row] = Delivery.objects.values()
    assert row["state"] == ("refused" if meaning is Undeliverable else "failed")
    assert "anna" not in row["error_code"]


def test_who_sends_an_invoice_sees_that_it_came_back(settings, acme, bob):
    with mail_company(settings):
        with workspace_of(acme):
            invoice = make.issued_invoice(party=make.party(email=TO))
            make.company(legal_name="SIA Acme Bakery", email="office@acme.example")
            letter = {"to": TO, "subject": "Rēķins", "text": "Labdien!\n"}
            send_paper(invoice, **letter, key="k", by=invoice.created_by)
        run_jobs("default")
        assert told(BOUNCE) == 200

    with workspace_of(acme):
        sending = Sending.objects.get()
    assert list(returned([str(sending.pk)])) == [str(sending.pk)]
    page = bob.browser.get(f"/invoices/{invoice.pk}/").content.decode()
    assert "Came back" in page
    assert ">Sent<" not in page


@pytest.mark.parametrize(
    ("url", "password", "secret"),
    [
        ("anymail+postmark:", "", ""),
        ("anymail+postmark://name@api.example", "k", ""),
        ("anymail+postmark:", "k", "no-colon"),
    ],
)
def test_settings_that_make_no_sense_are_refused(url, password, secret):
    with pytest.raises(BadEnvironment):
        mail.settings_of(urlsplit(url), password=password, report_secret=secret)


@pytest.mark.parametrize("scheme", mail.COMPANIES)
def test_every_company_is_one_that_anymail_knows(settings, scheme):
    made = mail.settings_of(
        urlsplit(f"{scheme}://api.example/v1"), password="k", report_secret=SECRET
    )
    for name, value in made.items():
        setattr(settings, name, value)

    from django.core.mail import get_connection
    from django.utils.module_loading import import_string

    assert get_connection().api_url == "https://api.example/v1/"
    assert import_string(settings.MAIL_REPORTS).as_view()
