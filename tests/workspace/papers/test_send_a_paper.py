from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django_tasks import task
from uuid_utils.compat import uuid7

from jobs.models import Job
from tenants.rooms import public_room, workspace_of
from tests import make
from tests.jobs_run import run_jobs
from tests.post.mail_server import mail_server
from workspace.logbook.models import Entry
from workspace.papers.errors import KeyReused
from workspace.papers.models import Paper, Sending
from workspace.papers.workflows import mail
from workspace.papers.workflows.send import send_paper
from workspace.sales.models import Invoice

LETTER = {"to": "anna@maize.example", "subject": "Rēķins INV-00001", "text": "Labdien!\n"}


@pytest.fixture(autouse=True)
def outbox(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "post.gateways.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return tmp_path / "outbox"


def mails(outbox: Path) -> list[EmailMessage]:
    files = sorted(outbox.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]  # type: ignore[misc]


def contents(mail: EmailMessage) -> list[Any]:
    return [part.get_content() for part in mail.walk() if not part.is_multipart()]  # type: ignore[attr-defined]


@pytest.fixture
def invoice(in_acme: Any) -> Invoice:
    made = make.issued_invoice(party=make.party(email="anna@maize.example"))
    make.company(legal_name="SIA Acme Bakery", email="office@acme.example")
    return made


def sent(invoice: Invoice, key: str = "k", **given: str) -> Sending:
    return send_paper(invoice, **{**LETTER, **given}, key=key, by=invoice.created_by)[0]


def test_the_stored_pdf_leaves_with_the_letter_as_it_was_written(
    invoice: Invoice, outbox: Path
) -> None:
    sending = sent(invoice)

    assert mails(outbox) == []
    run_jobs("default")

    [mail] = mails(outbox)
    assert mail["To"] == "anna@maize.example"
    assert mail["Subject"] == "Rēķins INV-00001"
    assert mail["From"].addresses[0].display_name.startswith("SIA Acme Bakery ")
    assert mail["From"].addresses[0].addr_spec.startswith("no-reply@")
    assert mail["Reply-To"] == "office@acme.example"
    assert mail["Content-Language"] == "lv"
    assert mail.get_body(("plain",)).get_content() == "Labdien!\n"  # type: ignore[union-attr]
    [file] = mail.iter_attachments()
    assert file.get_filename() == "INV-00001.pdf"
    assert file.get_content() == Paper.objects.get().content  # type: ignore[attr-defined]
    sending.refresh_from_db()
    assert (sending.state, sending.reason) == ("sent", "")
    assert list(Entry.objects.filter(subject_id=sending.pk).values_list("verb", flat=True)) == [
        "sent"
    ]


def test_the_same_key_sends_once(invoice: Invoice, outbox: Path) -> None:
    first, again = sent(invoice), sent(invoice)
    run_jobs("default")
    once_more = sent(invoice)
    run_jobs("default")

    assert first.pk == again.pk == once_more.pk
    assert len(mails(outbox)) == 1


def test_the_same_key_with_other_words_is_refused(invoice: Invoice, outbox: Path) -> None:
    sent(invoice)

    with pytest.raises(KeyReused):
        sent(invoice, to="eve@elsewhere.example")

    run_jobs("default")
    assert [mail["To"] for mail in mails(outbox)] == ["anna@maize.example"]


def test_another_key_sends_once_more(invoice: Invoice, outbox: Path) -> None:
    sent(invoice, key="a")
    sent(invoice, key="b")
    run_jobs("default")

    assert len(mails(outbox)) == 2
    assert Paper.objects.count() == 1


def test_a_refused_address_is_said_in_the_log(invoice: Invoice, settings: Any) -> None:
    sending = sent(invoice)
    with mail_server(RCPT="550 nobody here") as server:
        _by_smtp(settings, server.port)
        run_jobs("default")

    sending.refresh_from_db()
    assert (sending.state, sending.reason) == ("failed", "refused")
    assert _jobs() == ["failed"]


def test_a_mail_server_that_is_away_is_asked_again(invoice: Invoice, settings: Any) -> None:
    sending = sent(invoice)
    with mail_server(MAIL="451 later") as server:
        _by_smtp(settings, server.port)
        run_jobs("default")
        sending.refresh_from_db()
        assert (sending.state, _jobs()) == ("queued", ["ready"])
        _soon(max_attempts=2)
        run_jobs("default")

    sending.refresh_from_db()
    assert (sending.state, sending.reason) == ("failed", "given_up")
    assert _jobs() == ["failed"]


@task(atomic=False)
def mail_and_die(sending_id: str) -> None:
    """The first attempt ends where a kill hurts most: the mail is out, and nobody noted it."""
    with public_room():
        is_first = Job.objects.get().attempts == 1
    if is_first:
        mail._deliver(mail._sending(sending_id))
        raise SystemError
    mail.mail_paper(sending_id)


def test_a_worker_killed_before_it_noted_sends_no_other_mail(
    invoice: Invoice, outbox: Path
) -> None:
    sending = sent(invoice)
    with public_room():
        Job.objects.all().delete()
    mail_and_die.enqueue(str(sending.pk))
    run_jobs("default")
    [first] = mails(outbox)
    sending.refresh_from_db()
    assert sending.state == "queued"

    _soon()
    run_jobs("default")

    [again] = mails(outbox)  # an outbox, and a mail program, knows it by its Message-ID
    assert again["Message-ID"] == first["Message-ID"]
    assert contents(again) == contents(first)
    sending.refresh_from_db()
    assert sending.state == "sent"


def test_what_left_is_not_mailed_again(invoice: Invoice, outbox: Path) -> None:
    sending = sent(invoice)
    run_jobs("default")
    [file] = outbox.glob("*.eml")
    file.unlink()

    mail.mail_paper(str(sending.pk))

    assert mails(outbox) == []


@pytest.mark.parametrize(
    "change",
    [
        "SET text = 'other'",
        "SET text = 'other', state = 'sent', settled_at = now()",
        "SET settled_at = now()",
    ],
)
def test_the_database_keeps_a_letter_as_it_was_written(invoice: Invoice, change: str) -> None:
    sent(invoice)

    with pytest.raises(IntegrityError, match="a letter is final"), transaction.atomic():
        connection.cursor().execute(f"UPDATE papers_sending {change}")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE papers_sending SET state = 'failed', reason = 'refused'",
        "DELETE FROM papers_sending",
    ],
)
def test_the_database_keeps_a_letter_that_left(invoice: Invoice, change: str) -> None:
    sent(invoice).sent()

    with pytest.raises(IntegrityError, match="a letter is final"), transaction.atomic():
        connection.cursor().execute(change)


# --- The page -------------------------------------------------------------------------------------


@pytest.fixture
def page(acme: Any) -> str:
    with workspace_of(acme):
        made = make.issued_invoice(party=make.party(email="anna@maize.example"))
    return f"/invoices/{made.pk}/"


def test_the_page_proposes_a_letter_in_the_customers_language(bob: Any, page: str) -> None:
    form = bob.browser.get(f"{page}send/").context["form"]

    assert form.initial["to"] == "anna@maize.example"
    assert "INV-00001" in form.initial["subject"]
    assert "35,09\u00a0EUR" in form.initial["text"]
    assert "gada" in form.initial["text"]


def test_what_the_page_sends_leaves_once_and_stands_in_its_log(
    bob: Any, page: str, outbox: Path
) -> None:
    given = {**LETTER, "key": str(uuid7())}

    first = bob.browser.post(f"{page}send/", given)
    second = bob.browser.post(f"{page}send/", given)
    waiting = bob.browser.get(page).content.decode()
    run_jobs("default")
    done = bob.browser.get(page).content.decode()

    assert (first.status_code, first["Location"]) == (302, page)
    assert second.status_code == 302
    assert len(mails(outbox)) == 1
    assert "On its way" in waiting
    assert "anna@maize.example" in done
    assert "Bob" in done
    assert ">Sent<" in done
    assert "Send again" in done


@pytest.mark.parametrize(
    ("field", "value"),
    [("to", "no address"), ("subject", "two\nlines"), ("text", " "), ("subject", "x" * 201)],
)
def test_nothing_typed_is_lost_when_something_is_wrong(
    bob: Any, acme: Any, page: str, field: str, value: str
) -> None:
    given = {"to": "a@b.example", "subject": "Mine", "text": "My own words", "key": str(uuid7())}

    response = bob.browser.post(f"{page}send/", {**given, field: value})

    form = response.context["form"]
    assert list(form.errors) == [field]
    assert {name: form[name].value() for name in given} == {**given, field: value}
    assert response.content.decode().count('role="alert"') == 1
    with workspace_of(acme):
        assert not Sending.objects.exists()


def test_sending_again_begins_with_what_was_said(bob: Any, acme: Any, page: str) -> None:
    bob.browser.post(f"{page}send/", {**LETTER, "text": "My own words", "key": str(uuid7())})
    with workspace_of(acme):
        sending = Sending.objects.get()

    form = bob.browser.get(f"{page}send/?again={sending.pk}").context["form"]

    assert form.initial["text"] == "My own words"
    assert form.initial["key"] != sending.key
    assert bob.browser.get(f"{page}send/?again=nonsense").status_code == 200


def test_a_draft_is_not_sent(bob: Any, acme: Any) -> None:
    with workspace_of(acme):
        make.company()
        draft = make.invoice()
    page = f"/invoices/{draft.pk}/"

    response = bob.browser.get(f"{page}send/", follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert "A draft has no PDF yet." in response.content.decode()


def _by_smtp(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = ""


def _jobs() -> list[str]:
    with public_room():
        return list(Job.objects.values_list("state", flat=True))


def _soon(**values: Any) -> None:
    with public_room():
        first = Job.objects.earliest("created")
        Job.objects.update(run_after=first.created, **values)
