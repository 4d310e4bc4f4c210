"""`{% load papers %}`: what a document's page shows of its paper, and of how it was sent."""

from __future__ import annotations

from typing import Any

from django import template

from post.workflows.bounce import returned
from workspace.papers.errors import IssuedElsewhere
from workspace.papers.models import Sending
from workspace.sales.models import Document

register = template.Library()
_TONES = {Sending.State.SENT: "good", Sending.State.FAILED: "bad"}


@register.inclusion_tag("papers/actions.html")
def paper_actions(document: Document, may_change: bool, may_pay: bool) -> dict[str, Any]:
    """An invoice is sent first. Once something is paid it has arrived, however it went."""
    may_send = may_change and has_paper(document)
    has_arrived = getattr(document, "paid", None) or getattr(document, "open", None) == 0
    return {
        "document": document,
        "has_paper": has_paper(document),
        "may_send": may_send,
        "may_pay": may_pay,
        "sends_first": may_send and not has_arrived and not _is_sent(document),
    }


@register.inclusion_tag("papers/sendings.html")
def sendings(document: Document, may_change: bool) -> dict[str, Any]:
    """The delivery log of an issued document, or why there is none; nothing for a draft."""
    if not has_paper(document):
        return {"why": IssuedElsewhere.detail if document.external_number else ""}
    found = list(Sending.objects.filter(paper__document=document).to_list())
    back = returned(str(one.pk) for one in found if one.state == Sending.State.SENT)
    rows = [
        {"sending": one, "tone": _TONES.get(one.state, ""), "returned": back.get(str(one.pk))}
        for one in found
    ]
    return {"document": document, "has_paper": True, "rows": rows, "may_send": may_change}


def has_paper(document: Document) -> bool:
    """Whether it was issued here. One that was issued long ago gets its paper when asked for."""
    return document.is_issued and not document.external_number


def _is_sent(document: Document) -> bool:
    """From here, or on its way."""
    sendings = Sending.objects.filter(paper__document=document)
    is_sent: bool = sendings.exclude(state=Sending.State.FAILED).exists()
    return is_sent
