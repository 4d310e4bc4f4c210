"""A letter leaves in a job, outside any transaction, and only its label is kept."""

import os
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import BadHeaderError
from django.db import transaction
from django_tasks import task

from jobs.models import Job
from post.errors import TransactionOpen
from post.letters import Letter
from post.models import Delivery
from post.workflows.deliver import deliver
from tenants.rooms import public_room, workspace_of
from tests.jobs_run import run_jobs

HELLO = Letter("Sveiki, Jāni", "Rēķins Nr. 7 ir samaksāts.\n", "lv")


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path) -> Path:
    settings.EMAIL_BACKEND = "post.gateways.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


def mails(folder: Path):
    files = sorted(folder.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def send(to: str = "alice@acme.example", letter: Letter = HELLO) -> Delivery:
    return deliver(to=to, letter=letter, kind="greeting", reference="7")


@task(atomic=False)
def greet() -> None:
    send()


@task()
def greet_in_a_transaction() -> None:
    send()


@task(atomic=False, max_attempts=3)
def greet_and_fall() -> None:
    send()
    raise RuntimeError


def test_the_mail_is_in_the_outbox(db, outbox):
    send()

    [mail] = mails(outbox)
    assert mail["To"] == "alice@acme.example"
    assert mail["Subject"] == "Sveiki, Jāni"
    assert mail["Content-Language"] == "lv"
    assert mail.get_body(("plain",)).get_content() == HELLO.text


def test_the_outbox_is_private(db, outbox):
    send()

    [file] = outbox.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert outbox.stat().st_mode & 0o777 == 0o700


def test_mails_stand_in_the_order_of_time(db, outbox):
    for number in range(5):
        send(letter=Letter(f"Mail {number}", "text\n", "en"))

    assert [mail["Subject"] for mail in mails(outbox)] == [f"Mail {n}" for n in range(5)]


def test_a_delivery_keeps_the_label_and_not_the_text(acme):
    with workspace_of(acme):
        delivery = send()

    assert (delivery.kind, delivery.to, delivery.reference, delivery.state) == (
        "greeting",
        "alice@acme.example",
        "7",
        "sent",
    )
    assert delivery.tenant_id == acme.id
    with public_room():
        [row] = Delivery.objects.values()
    assert "samaksāts" not in str(row)


def test_a_repeated_job_replaces_its_mail(db, outbox):
    greet_and_fall.enqueue()
    for _ in range(3):
        with public_room():
            Job.objects.update(run_after="2026-01-01T00:00Z")
        run_jobs()
    with public_room():
        assert Job.objects.get().state == "failed"
        assert Delivery.objects.count() == 1
    assert len(mails(outbox)) == 1


def test_another_job_sends_another_mail(db, outbox):
    greet.enqueue()
    greet.enqueue()
    run_jobs()

    assert len(mails(outbox)) == 2


def test_nothing_leaves_while_a_transaction_is_open(in_acme, outbox):
    with pytest.raises(TransactionOpen), transaction.atomic():
        send()

    assert not outbox.exists()


def test_an_atomic_task_cannot_send(db, outbox):
    greet_in_a_transaction.enqueue()
    run_jobs()

    with public_room():
        assert Job.objects.get().last_error_code == "TransactionOpen"
    assert not outbox.exists()


@pytest.mark.parametrize(
    ("to", "letter"),
    [
        ("alice@acme.example", Letter("Hi\r\nBcc: charlie@globex.example", "x", "en")),
        ("alice@acme.example\nBcc: charlie@globex.example", HELLO),
        ("Alice\nBcc: <charlie@globex.example>", HELLO),
    ],
)
def test_a_header_cannot_be_smuggled_in(db, outbox, to, letter):
    with pytest.raises((BadHeaderError, ValueError)):
        send(to, letter)

    assert not outbox.exists()
    with public_room():
        assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("to", "shown", "kept"),
    [
        ("Jānis Bērziņš <janis@acme.example>", "Jānis Bērziņš", "janis@acme.example"),
        ('"Bērziņš, Jānis" <janis@acme.example>', "Bērziņš, Jānis", "janis@acme.example"),
        ("Айгүл Қасым <aigul@acme.example>", "Айгүл Қасым", "aigul@acme.example"),
    ],
)
def test_a_name_may_be_written_in_any_script(db, outbox, to, shown, kept):
    delivery = send(to)

    [address] = mails(outbox)[0]["To"].addresses
    assert (address.display_name, address.addr_spec) == (shown, kept)
    assert delivery.to == kept


def test_half_a_mail_is_never_seen(db, outbox):
    send()

    assert [name for name in os.listdir(outbox) if not name.endswith(".eml")] == []
