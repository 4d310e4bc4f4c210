from __future__ import annotations

from post.errors import Undeliverable
from post.letters import Letter
from post.workflows.deliver import Attachment, deliver
from workspace.papers.models import Sending


def mail_paper(sending_id: str) -> None:
    """Mail a letter that waits, with the stored PDF, and note in the log that it left.

    A worker that is killed in between leaves it waiting: the repeat sends the same letter and PDF
    again under the same Message-ID. What left or failed already is left alone.
    """
    sending = _sending(sending_id)
    if not sending.is_queued:
        return
    try:
        _deliver(sending)
    except Undeliverable:
        sending.fail(Sending.Reason.REFUSED)
        raise
    sending.sent()


def give_up(sending_id: str) -> None:
    """The job is a dead letter: the log says that the letter did not leave. Safe to repeat."""
    _sending(sending_id).fail(Sending.Reason.GIVEN_UP)


def _sending(sending_id: str) -> Sending:
    whole = Sending.objects.select_related("paper__document__series")
    sending: Sending = whole.get(pk=sending_id)
    return sending


def _deliver(sending: Sending) -> None:
    paper = sending.paper
    deliver(
        to=sending.to,
        letter=Letter(sending.subject, sending.text, sending.language),
        kind=f"papers.{paper.document.kind}",
        reference=str(sending.pk),
        attachments=[Attachment(paper.file_name, paper.content, "application/pdf")],
        sender=sending.sender,
        reply_to=sending.reply_to,
    )
