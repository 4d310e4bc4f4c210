"""A letter takes files along, comes in somebody's name, and is answered to them."""

from email import message_from_bytes, policy

import pytest
from django.core.mail import BadHeaderError

from post.letters import Letter
from post.workflows.deliver import Attachment, deliver

PDF = Attachment("INV-1.pdf", b"%PDF-1.7 \x00\xff", "application/pdf")


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.EMAIL_BACKEND = "post.gateways.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.DEFAULT_FROM_EMAIL = "Kontor <no-reply@kontor.example>"
    return settings.OUTBOX_DIR


def sent(outbox, **given):
    letter = Letter("Rēķins", "Lūdzu\n", "lv")
    values = {"to": "a@b.example", "letter": letter, "kind": "x", "reference": "1", **given}
    deliver(**values)
    [file] = outbox.glob("*.eml")
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def test_the_file_comes_as_it_was(db, outbox):
    mail = sent(outbox, attachments=[PDF])

    [file] = mail.iter_attachments()
    assert file.get_filename() == "INV-1.pdf"
    assert file.get_content_type() == "application/pdf"
    assert file.get_content() == PDF.content
    assert mail.get_body(("plain",)).get_content() == "Lūdzu\n"


def test_it_comes_in_the_senders_name_from_our_address(db, outbox):
    mail = sent(outbox, sender='SIA "Rīts" <evil@x.example>, b via Kontor', reply_to="r@b.example")

    [author] = mail["From"].addresses
    assert author.addr_spec == "no-reply@kontor.example"
    assert author.display_name == 'SIA "Rīts" <evil@x.example>, b via Kontor'
    assert mail["Reply-To"] == "r@b.example"


def test_without_a_name_it_is_ours_and_answers_go_there(db, outbox):
    mail = sent(outbox)

    assert mail["From"] == "Kontor <no-reply@kontor.example>"
    assert mail["Reply-To"] is None


@pytest.mark.parametrize(
    "given",
    [
        {"sender": "A\nBcc: all@b.example"},
        {"sender": "A\r"},
        {"reply_to": "a@b.example\nBcc: all@b.example"},
        {"to": "a@b.example\r\nBcc: all@b.example"},
        {"attachments": [Attachment("a\r\nX: y.pdf", b"", "application/pdf")]},
    ],
)
def test_a_line_break_in_a_header_sends_nothing(db, outbox, given):
    with pytest.raises(BadHeaderError):
        sent(outbox, **given)

    assert list(outbox.glob("*")) == []
