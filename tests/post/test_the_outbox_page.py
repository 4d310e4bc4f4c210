"""The demo shows what would reach a mailbox or a telephone. Nowhere else is there such a page."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from config.env import BadEnvironment
from config.mail import may_show
from config.sms import Gateway
from post.letters import Letter
from post.workflows.deliver import Attachment, deliver
from post.workflows.text import send_text
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.EMAIL_BACKEND = "post.gateways.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.OUTBOX_SHOWN = True
    return settings.OUTBOX_DIR


def page() -> str:
    answer = world.stranger_at(None).get("/outbox/", headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def mail(text: str, subject: str = "Hello", **given) -> None:
    letter = Letter(subject, text, "en")
    deliver(to="a@b.example", letter=letter, kind="x", reference="1", **given)


def sms(text: str) -> None:
    until = timezone.now() + timedelta(minutes=1)
    send_text(to="+37120000001", words=text, kind="x", reference="1", until=until)


def test_it_shows_mails_and_sms_newest_first_with_links_and_codes():
    mail("Come:\n\nhttps://kontor.localhost/invitation/123456/\n")
    sms("Code for Kontor: 493027\n\n@kontor.localhost #493027")

    shown = page()
    link = "https://kontor.localhost/invitation/123456/"
    assert f'<a href="{link}" rel="noreferrer">{link}</a>' in shown
    assert 'Code for Kontor: <kbd class="drawn">493027</kbd>' in shown
    assert shown.count("<kbd") == 1
    assert shown.index("+37120000001") < shown.index("a@b.example")


def test_what_came_with_a_mail_is_named():
    mail("Hi", attachments=[Attachment("INV-1.pdf", b"%PDF", "application/pdf")])

    assert "INV-1.pdf" in page()


def test_what_somebody_typed_stays_text():
    mail("<script>alert(1)</script> 123456", subject="<b>x</b>")
    sms("<img src=x>")

    shown = page()
    assert "<script>alert" not in shown
    assert "<b>x</b>" not in shown
    assert "<img src=x>" not in shown


def test_an_empty_folder_and_none_are_shown_alike(outbox):
    assert "Nothing has left yet." in page()
    outbox.mkdir()
    (outbox / ".half-written").write_text("x")
    assert "Nothing has left yet." in page()


def test_there_are_fifty_at_most():
    for n in range(52):
        mail(f"{n}", subject=f"Mail {n}.")

    shown = page()
    assert shown.count("<article") == 50
    assert "Mail 51." in shown
    assert "Mail 1." not in shown


def test_where_it_is_not_chosen_there_is_nothing(settings, alice):
    settings.OUTBOX_SHOWN = False
    mail("secret")

    for who in (world.stranger_at(None), alice.at(None)):
        answer = who.get("/outbox/")
        assert answer.status_code == 404
        assert "secret" not in answer.content.decode()


@pytest.mark.parametrize(
    ("mail_url", "sms_url", "host"),
    [
        ("outbox:", "outbox:", "kontor.example"),
        ("smtp://localhost:25", "outbox:", "kontor.localhost"),
        ("outbox:", "twilio+https://a@api.twilio.com", "kontor.localhost"),
        ("outbox:", "off:", "kontor.localhost.example"),
    ],
)
def test_where_anything_is_real_it_cannot_be_chosen(mail_url, sms_url, host):
    given = {"mail": urlsplit(mail_url), "sms": [Gateway(urlsplit(sms_url))], "host": host}

    assert may_show(False, **given) is False
    with pytest.raises(BadEnvironment):
        may_show(True, **given)


def test_the_demo_may_choose_it():
    mail, sms = urlsplit("outbox:"), [Gateway(urlsplit("twilio+http://demo@127.0.0.1:8444"))]
    assert may_show(True, mail=mail, sms=sms, host="kontor.localhost") is True
