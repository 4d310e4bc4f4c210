from __future__ import annotations

from django_tasks import task

from jobs.room_task import SOMEBODY_WAITS
from workspace.papers.workflows import mail


@task(priority=SOMEBODY_WAITS, atomic=False, on_dead=mail.give_up)
def mail_paper(sending_id: str) -> None:
    """Not in a transaction: the mail leaves between reading the letter and noting that it left."""
    mail.mail_paper(sending_id)
