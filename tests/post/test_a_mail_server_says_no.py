"""A failure of the mail server is tried again, unless it is the address that is refused."""

import pytest
from django_tasks import task

from jobs.models import Job
from post.letters import Letter
from post.models import Delivery
from post.workflows.deliver import deliver
from tenants.rooms import public_room
from tests.jobs_run import run_jobs
from tests.post.mail_server import mail_server


@task(atomic=False)
def greet() -> None:
    deliver(
        to="Alice <alice@acme.example>",
        letter=Letter("Hello", "Good morning.\n", "en"),
        kind="greeting",
        reference="7",
    )


@pytest.fixture(autouse=True)
def smtp(settings, db):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = ""
    return settings


def outcome():
    with public_room():
        job, delivery = Job.objects.get(), Delivery.objects.get()
    return job.state, job.last_error_code, delivery.state, delivery.error_code


def test_a_mail_server_takes_the_letter(smtp):
    with mail_server() as server:
        smtp.EMAIL_PORT = server.port
        greet.enqueue()
        run_jobs()

    assert outcome() == ("done", "", "sent", "")
    assert b"To: Alice <alice@acme.example>" in server.taken[0]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"RCPT": "450 later"}, "SMTPRecipientsRefused"),
        ({"DATA": "451 later"}, "SMTPDataError"),
        ({"MAIL": "552 too many today"}, "SMTPSenderRefused"),
    ],
)
def test_a_passing_failure_is_tried_again(smtp, answers, code):
    with mail_server(**answers) as server:
        smtp.EMAIL_PORT = server.port
        greet.enqueue()
        run_jobs()
    assert outcome() == ("ready", "NotDelivered", "failed", code)

    with mail_server() as server:
        smtp.EMAIL_PORT = server.port
        with public_room():
            Job.objects.update(run_after="2026-01-01T00:00Z")
        run_jobs()
    assert outcome() == ("done", "", "sent", "")


def test_a_server_that_is_away_is_tried_again(smtp):
    with mail_server() as server:
        smtp.EMAIL_PORT = server.port
    greet.enqueue()
    run_jobs()

    assert outcome() == ("ready", "NotDelivered", "failed", "ConnectionRefusedError")


def test_an_address_that_is_refused_for_good_is_not_tried_again(smtp, caplog):
    with mail_server(RCPT="550 no such user alice@acme.example") as server:
        smtp.EMAIL_PORT = server.port
        greet.enqueue()
        run_jobs()

    assert outcome() == ("failed", "Undeliverable", "refused", "SMTPRecipientsRefused")
    assert "alice" not in caplog.text
