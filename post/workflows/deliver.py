from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formataddr, parseaddr

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives
from django.db import connection
from uuid_utils.compat import uuid7

from jobs.current import current_job
from post.errors import CameBack, NotDelivered, TransactionOpen, Undeliverable
from post.html import html_of
from post.letters import Letter
from post.models import Delivery, Suppression
from tenants.rooms import current_workspace, public_room


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter; `name` is what the reader's machine will call it."""

    name: str
    content: bytes
    media_type: str


def deliver(
    *,
    to: str,
    letter: Letter,
    kind: str,
    reference: str,
    attachments: Sequence[Attachment] = (),
    sender: str = "",
    reply_to: str = "",
) -> Delivery:
    """Hand one letter to the mail server, inside a job (`atomic=False`) and outside transactions.

    Leaves a Delivery behind, without the text. A repeat of the same job sends again under the same
    Message-ID: an outbox keeps one mail, and a mail program that shows both can tell. `to` is an
    address or `Name <address>`. It comes from our own address, called `sender` if that is given;
    answers go to `reply_to`. Raises NotDelivered (try later) or Undeliverable (never), and
    BadHeaderError for a line break where none may be.
    """
    if connection.in_transaction:  # type: ignore[attr-defined]
        raise TransactionOpen("mail leaves after the commit, never before")
    message_id = _message_id(to, kind, reference)
    mail = _mail(to, letter, message_id, sender=sender, reply_to=reply_to)
    _attach(mail, attachments)
    failure = CameBack() if _is_suppressed(to) else _send(mail)
    delivery = _remember(to, kind, reference, message_id, failure, mail)
    if failure is not None:
        raise _meaning(failure) from None
    return delivery


def _mail(to: str, letter: Letter, message_id: str, *, sender: str, reply_to: str) -> EmailMessage:
    """Django refuses a line break in the subject or an address (BadHeaderError)."""
    headers = {
        "Message-ID": message_id,
        "Content-Language": letter.language,
        "Auto-Submitted": "auto-generated",  # RFC 3834: no robot answers
    }
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        from_email=_from(sender),
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )
    # Anymail's companies bring it back in their reports; others do not see it.
    mail.metadata = {"letter": message_id.strip("<>").partition("@")[0]}  # type: ignore[attr-defined]
    mail.attach_alternative(html_of(letter), "text/html")
    mail.message()  # what cannot be a mail is our mistake, not the server's: raise it now
    return mail


def _from(sender: str) -> str | None:
    """Our own address, under another name; None is Django's own choice."""
    if not sender:
        return None
    _refuse_line_breaks(sender)
    return formataddr((sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def _attach(mail: EmailMessage, attachments: Sequence[Attachment]) -> None:
    for one in attachments:
        _refuse_line_breaks(one.name)
        mail.attach(one.name, one.content, one.media_type)


def _refuse_line_breaks(text: str) -> None:
    if len(text.splitlines()) > 1 or text != text.rstrip("\r\n"):
        raise BadHeaderError("a name in a mail's header stands on one line")


def _is_suppressed(to: str) -> bool:
    of_workspace = current_workspace() is not None
    with public_room():
        return Suppression.objects.holds(parseaddr(to)[1], of_workspace=of_workspace)


def _send(mail: EmailMessage) -> Exception | None:
    try:
        mail.send()
    except (smtplib.SMTPException, OSError, AnymailError) as failure:
        return failure
    return None


def _meaning(failure: Exception) -> Exception:
    """Only a refused recipient is for good; other 5xx (a login, a limit) may pass."""
    if isinstance(failure, Undeliverable):
        return failure
    if isinstance(failure, AnymailRecipientsRefused):
        return Undeliverable()
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in failure.recipients.values()]
        if all(500 <= code < 600 for code in codes):
            return Undeliverable()
    return NotDelivered(type(failure).__name__)


def _remember(
    to: str,
    kind: str,
    reference: str,
    message_id: str,
    failure: Exception | None,
    mail: EmailMessage,
) -> Delivery:
    home = current_workspace()
    told = {
        "tenant_id": home.tenant_id if home else None,
        "kind": kind,
        "to": parseaddr(to)[1],
        "reference": reference,
        "state": _state(failure),
        "error_code": type(failure).__name__ if failure else "",
        "their_id": _their_id(mail),
    }
    with public_room():
        delivery, _ = Delivery.objects.update_or_create(message_id=message_id, defaults=told)
    return delivery


def _state(failure: Exception | None) -> Delivery.State:
    if failure is None:
        return Delivery.State.SENT
    is_for_good = isinstance(_meaning(failure), Undeliverable)
    return Delivery.State.REFUSED if is_for_good else Delivery.State.FAILED


def _their_id(mail: EmailMessage) -> str:
    """What Anymail's company calls it; an SMTP server gives no name."""
    status = getattr(mail, "anymail_status", None)
    known = status.message_id if status else None
    return known[:200] if isinstance(known, str) else ""


def _message_id(to: str, kind: str, reference: str) -> str:
    """The same for every attempt of a job, another one for every other job."""
    job = current_job()
    what = "\n".join([str(job.pk if job else uuid7()), to, kind, reference])
    mark = hashlib.sha256(what.encode()).hexdigest()[:32]
    return f"<{mark}@{settings.BASE_HOST}>"
