from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from post.letters import letter
from workspace.company.models import Company
from workspace.members.models import Member
from workspace.papers.models import Paper, Sending
from workspace.papers.tasks import mail_paper
from workspace.sales.models import Document


@transaction.atomic
def send_paper(
    document: Document, *, to: str, subject: str, text: str, key: str, by: Member
) -> tuple[Sending, bool]:
    """Somebody sends an issued document to an address, with a letter as they wrote it.

    Leaves the letter in the log, waiting, and a job that mails it with the stored PDF; answers
    whether it is new. A repeat with the same key sends nothing more.
    """
    paper = Paper.objects.of(document)
    company = Company.objects.the_one()
    written = {
        "to": to,
        "subject": subject,
        "text": text.replace("\r\n", "\n"),
        "sender": sender_of(company, paper.language),
        "reply_to": company.email,
    }
    sending, is_new = Sending.objects.queue(paper, key=key, letter=written, by=by)
    if is_new:
        mail_paper.enqueue(str(sending.pk))
    return sending, is_new


def usual_letter(document: Document) -> dict[str, str]:
    """To whom such a letter usually goes, perhaps nobody, and what it says in the document's language."""
    said = letter(
        f"papers/mail/{document.kind}.txt",
        language=document.language,
        document=document,
        company=" ".join(document.seller["name"].split()),
    )
    to = document.party.email or document.buyer.get("email", "")
    return {"to": to, "subject": said.subject, "text": said.text}


def sender_of(company: Company, language: str) -> str:
    """The name that the customer sees: the address behind it is ours."""
    with override(language):
        name = " ".join(company.legal_name.split())
        return str(_("%(company)s via Kontor") % {"company": name})[:200]
