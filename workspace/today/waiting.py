"""What waits for somebody to do something about it, most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workspace.company.models import Company
from workspace.imports.models import Import
from workspace.sales.models import Document
from workspace.today.line import Line
from workspace.today.money import came_in, overdue

# So long an import that did not go well is worth a line here.
REMEMBERED = timedelta(days=7)


def waiting(company: Company, *, with_company: bool = True) -> list[Line]:
    """Without the company's data for who may not change it."""
    first = _company(company) if with_company else ()
    return [*first, *overdue(), *imports(), *drafts(), *came_in()]


def _company(company: Company) -> Iterator[Line]:
    missing = company.missing_for_invoicing()
    if missing:
        yield Line(
            text=_("No invoice can be issued yet"),
            detail=" ".join(str(sentence) for _field, sentence in missing),
            url=reverse("company:edit"),
            action=_("Complete your company's data"),
            pill_label=_("Missing data"),
            pill_tone="warn",
        )


def drafts() -> Iterator[Line]:
    found = Document.objects.drafts().order_by().values_list("kind").annotate(Count("id"))
    counts = dict(found)
    for kind, place, said in _DRAFTS:
        count = counts.get(kind, 0)
        if count:
            yield Line(
                text=said(count),
                detail=_("A draft has no number yet. It counts once it is issued."),
                url=f"{reverse(place)}?state=draft",
                action=_("Continue"),
            )


def _invoices(count: int) -> str:
    text = ngettext("%(count)d invoice is not issued", "%(count)d invoices are not issued", count)
    return text % {"count": count}


def _credit_notes(count: int) -> str:
    text = ngettext(
        "%(count)d credit note is not issued", "%(count)d credit notes are not issued", count
    )
    return text % {"count": count}


_DRAFTS = (
    (Document.Kind.INVOICE, "sales:invoices", _invoices),
    (Document.Kind.CREDIT_NOTE, "sales:credit_notes", _credit_notes),
)


def imports() -> Iterator[Line]:
    lately = Q(finished_at__gte=timezone.now() - REMEMBERED)
    went_wrong = Q(state=Import.State.FAILED) | Q(state=Import.State.DONE, refused_count__gt=0)
    shown = Import.objects.filter(Q(finished_at__isnull=True) | lately & went_wrong)
    for done in shown.newest_first()[:5]:
        yield _of_import(done)


def _of_import(given: Import) -> Line:
    """Its pill says the state; the words beside it say what that means for the reader."""
    text, detail, action, tone = _said_of(given)
    return Line(
        text=text,
        detail=detail,
        url=reverse("imports:one", args=[given.pk]),
        action=action,
        pill_label=given.get_state_display(),
        pill_tone=tone,
    )


def _said_of(given: Import) -> tuple[str, str, str, str]:
    name, refused = {"file": given.file_name}, {"count": given.refused_count}
    if given.state == Import.State.FAILED:
        text = _("%(file)s could not be taken") % name
        return text, given.failure_sentence, _("See why"), "bad"
    if given.is_over:
        detail = ngettext(
            "%(count)d line was refused.", "%(count)d lines were refused.", refused["count"]
        )
        return (
            _("%(file)s is taken, but not all of it") % name,
            detail % refused,
            _("See which"),
            "warn",
        )
    detail = _("%(percent)d%% of its lines so far") % {"percent": given.percent}
    return _("%(file)s is being read") % name, detail, _("Look"), "live"
