"""An issued invoice printed as PDF: documents a second, and a bare page of one word."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import django
from django.db import connection, transaction

from bench.measuring import databases, report
from tenants.rooms import workspace_of

if TYPE_CHECKING:
    from uuid import UUID

    from tenants.models import Membership
    from workspace.members.models import Member

SIZES = (1, 5, 60)  # lines of a document
USUAL = 5

Seconds = dict[str, list[float]]


def main() -> None:
    options = report.options(__doc__ or "", rounds=40)
    with databases.made("ours") as names:
        django.setup()
        connection.settings_dict["NAME"] = names["ours"]
        try:
            result = _measured(options.rounds)
        finally:
            connection.close()
    report.tell(result, as_json=options.json)


def _measured(rounds: int) -> report.Result:
    """Typst remembers what it has laid out: no two documents and no two words are the same."""
    from bench.ours import business  # models can be imported once Django is set up

    key = business.opened()
    waiting = _issued(key, rounds + 1)
    found: Seconds = {"floor": [], **{str(size): [] for size in SIZES}}
    with workspace_of(key.tenant):
        for at, documents in enumerate(waiting):
            found["floor"].append(_print_a_word(at))
            for size, document in documents.items():
                found[str(size)].append(_print(document))
    first = found[str(SIZES[0])][0]  # reads the typeface and the template
    return _result({name: seconds[1:] for name, seconds in found.items()}, first, rounds)


def _issued(key: Membership, many: int) -> list[dict[int, UUID]]:
    """So many sets of a document of each size."""
    from bench.ours.business import member_of  # models again

    with workspace_of(key.tenant), transaction.atomic():
        member = member_of(key)
        return [{size: _invoice(at, size, member) for size in SIZES} for at in range(many)]


def _invoice(at: int, size: int, member: Member) -> UUID:
    from bench.ours.business import FIRST_DAY, draft, party  # models again

    customer = party(at * len(SIZES) + SIZES.index(size), member)
    made = draft(customer, size, member, first=1000 * at)
    made.issue(by=member, on=FIRST_DAY)
    return made.pk


def _print(document_id: UUID) -> float:
    """Seconds from the key to the bytes: the rows are read, written out in words, laid out."""
    from workspace.papers.content import content_of  # models again
    from workspace.papers.printing import print_paper
    from workspace.sales.models import Invoice

    began = time.perf_counter()
    pdf = print_paper(content_of(Invoice.objects.to_show().get(pk=document_id)))
    seconds = time.perf_counter() - began
    return _checked(pdf, seconds)


def _print_a_word(at: int) -> float:
    """The least that typst can do: no standard of archives, no structure for screen readers."""
    import typst  # with the papers

    from workspace.papers.typeface import FAMILY, fonts

    page = f'#set text(font: "{FAMILY}")\nWord{at}'.encode()
    began = time.perf_counter()
    pdf = typst.compile(page, font_paths=fonts(), ignore_system_fonts=True)
    seconds = time.perf_counter() - began
    return _checked(pdf, seconds)


def _checked(pdf: object, seconds: float) -> float:
    if not isinstance(pdf, bytes) or not pdf.startswith(b"%PDF-"):
        raise SystemExit("what was printed is no PDF")
    return seconds


def _result(found: Seconds, first: float, rounds: int) -> report.Result:
    usual, floor = found[str(USUAL)], found["floor"]
    ratios = {"ours/floor": report.ratio(usual, floor)}
    figures = {"documents_per_second": report.middle([1 / each for each in usual], 1)}
    for size in SIZES:
        ratios[f"ours/floor, lines: {size}"] = report.ratio(found[str(size)], floor)
        figures[f"lines_{size}_ms"] = report.middle([each * 1000 for each in found[str(size)]])
    figures["floor_ms"] = report.middle([each * 1000 for each in floor])
    figures["first_ms"] = round(first * 1000, 3)
    return report.Result("pdf", ratios, {**figures, **report.load()}, rounds)


if __name__ == "__main__":
    main()
