from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests import make
from tests.workspace.papers.reading import (
    codes,
    fonts,
    is_white_at_the_right,
    lowest,
    reader,
    words,
)
from workspace.papers.content import Content, content_of
from workspace.papers.lettering import line
from workspace.papers.printing import print_paper, print_pictures
from workspace.sales.models import CreditNote, Invoice

LETTERS = {
    "en": "The quick brown fox jumps over the lazy dog, 1 kg @ £2.50 & more",
    "lv": "Ā Č Ē Ģ Ī Ķ Ļ Ņ Š Ū Ž ā č ē ģ ī ķ ļ ņ š ū ž „glāžšķūņu rūķīši”",
    "ru": "АБВГ ДЕЁЖ ЗИЙК ЛМНО ПРСТ УФХЦ ЧШЩЪ ЫЬЭЮ Я абвг деёж зийк лмно прст уфхц чшщъ ыьэю я №",
    "kk": "Ә Ғ Қ Ң Ө Ұ Ү Һ І ә ғ қ ң ө ұ ү һ і «Қазақстан өңірі» ₸",
}
# What a person may type that means something to typst, to JSON or to a terminal.
HARMFUL = '#strong[x] *b* _i_ $a^2$ `c` \\ \\u{41} "q" \'r\' <l> @r // /* */ #eval("1") {} [] ~ --'


@pytest.mark.parametrize("language", LETTERS)
def test_every_letter_of_a_language_can_be_read_back(in_acme: Any, language: str) -> None:
    said = LETTERS[language]
    party = make.party(name=said, document_language=language)
    paper = _printed(party=party, lines=[make.line(description=said)], note=said)

    assert words(paper).count(said) == 3
    assert reader(paper).root_object["/Lang"] == language


def test_a_word_too_long_for_any_column_is_hyphenated_between_syllables() -> None:
    assert line("nekustamāīpašumapārvaldīšana un bērns").split("\u00ad") == [
        "nekustamāīpa",
        "šumapārvaldī",
        "šana un bērns",
    ]
    assert line("LV80BANK0000435195001LV80BANK0000435195001").count("\u200b") == 3


@pytest.mark.parametrize(
    ("language", "total", "day"),
    [
        ("en", "1,234,567.89", "5 Nov 2026"),
        ("lv", "1 234 567,89", "2026. gada 5. nov."),
        ("ru", "1 234 567,89", "5 нояб. 2026 г."),
        ("kk", "1 234 567,89", "2026 ж. 05 қар."),
    ],
)
def test_sums_and_days_are_written_as_the_language_does(
    in_acme: Any, language: str, total: str, day: str
) -> None:
    lines = [make.line(quantity=1, unit_price=Decimal("1234567.89"), vat_category="E", vat_rate=0)]
    party = make.party(document_language=language)

    paper = _printed(on=date(2026, 11, 5), party=party, lines=lines)

    assert f"{total} " in words(paper)
    assert day in words(paper)


def test_it_says_all_that_an_invoice_must(in_acme: Any) -> None:
    lines = [
        make.line(description="Rudzu maize", quantity=Decimal("2.5"), unit="KGM"),
        make.line(description="Grāmata", quantity=1, unit_price=Decimal(10), vat_rate=Decimal(12)),
    ]
    party = make.party(name="SIA Pircējs", vat_number="LV40203018897", document_language="en")

    said = words(_printed(on=date(2026, 11, 5), party=party, lines=lines))

    for part in (
        "Invoice INV-00001",
        "Issued 5 Nov 2026",
        "To be paid by 19 Nov 2026",
        "SIA Acme Bakery Brīvības iela 1 LV-1010 Rīga Latvia Reg. no. 40003521600",
        "VAT no. LV40003521600",
        "SIA Pircējs Krasta iela 5 LV-1003 Rīga Latvia VAT no. LV40203018897",
        "Rudzu maize 2.5 kg 14.50 21% 36.25",
        "Grāmata 1 pcs 10.00 12% 10.00",
        "21% 36.25 7.61",
        "12% 10.00 1.20",
        "Net 46.25",
        "VAT 8.81",
        "To pay, EUR 55.06",
        "IBAN LV80 BANK 0000 4351 9500 1",
        "Reference INV-00001",
        "Prepared electronically and valid without a signature.",
        "Page 1 of 1",
    ):
        assert part in said


def test_what_means_something_to_typst_is_only_text(in_acme: Any) -> None:
    party = make.party(name=HARMFUL, document_language="en")

    said = words(_printed(party=party, lines=[make.line(description=HARMFUL)], note=HARMFUL))

    assert said.count(" ".join(HARMFUL.split())) == 3


def test_a_very_long_word_stays_on_the_page(in_acme: Any) -> None:
    long = "nekustamāīpašumapārvaldīšana" * 14
    party = make.party(name=long[:200], document_language="lv")

    content = _content(party=party, lines=[make.line(description=long)])

    said = words(print_paper(content))
    assert long in "".join(sign for sign in said if sign.isalpha())
    assert is_white_at_the_right(print_pictures(content)[0])


def test_what_the_typeface_lacks_becomes_a_question_mark(in_acme: Any) -> None:
    party = make.party(name="Bäckerei 🥐 中", document_language="en")
    lines = [make.line(description="first line\r\nsecond\u200d line\u202e \x07end")]

    said = words(_printed(party=party, lines=lines))

    assert "Bäckerei ? ?" in said
    assert "first line second line end" in said


def test_no_letter_of_the_world_stops_the_printing(in_acme: Any) -> None:
    everything = "".join(map(chr, [*range(1, 0xD800), 0xFEFF, 0xFFFD, 0x1F600, 0x10FFFD]))
    values = {**_content().values, "note": [line(everything)]}

    assert print_paper(replace(_content(), values=values))


def test_a_long_invoice_names_its_columns_and_counts_its_pages_on_each(in_acme: Any) -> None:
    lines = [make.line(description=f"Article {place}") for place in range(1, 81)]
    party = make.party(document_language="en")

    pages = [page.extract_text() for page in reader(_printed(party=party, lines=lines)).pages]

    assert len(pages) == 3
    for number, page in enumerate(pages[:2], start=1):
        assert "Description" in page
        assert f"Page {number} of 3" in page
    said = " ".join(" ".join(pages).split())
    assert all(f"Article {place} 2 pcs" in said for place in range(1, 81))
    assert "To pay, EUR" in pages[-1] or "To pay, EUR" in pages[-2]


def test_a_line_taller_than_a_page_goes_on_over_the_next(in_acme: Any) -> None:
    tall = "\n".join(f"{place:02d}" for place in range(100)) + "\nthe end"
    party = make.party(document_language="en")

    paper = _printed(party=party, lines=[make.line(description=tall)])

    assert "98 99 the end" in words(paper)
    assert lowest(paper) > 0


def test_it_is_kept_for_good_and_can_be_read_aloud(in_acme: Any) -> None:
    paper = _printed(party=make.party(document_language="en"))
    found = reader(paper)

    about = found.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
    assert "<pdfaid:part>3</pdfaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert found.metadata.title == "Invoice INV-00001"  # type: ignore[union-attr]
    assert found.metadata.author == "SIA Acme Bakery"  # type: ignore[union-attr]
    assert bool(found.root_object["/MarkInfo"]["/Marked"])
    used = fonts(paper)
    assert used
    assert all("SourceSansPro" in font["/FontName"] for font in used)
    assert all("/FontFile2" in font or "/FontFile3" in font for font in used)


def test_the_same_content_makes_the_same_bytes(in_acme: Any) -> None:
    content = _content()

    assert print_paper(content) == print_paper(content)


def test_a_bank_reads_the_payment_from_the_page(in_acme: Any) -> None:
    make.company(legal_name="SIA Maiznīca\nRīts", bic="HABALV22")
    content = _content(company={"legal_name": "SIA Maiznīca\nRīts", "bic": "HABALV22"})

    (read,) = codes(print_pictures(content)[0])

    assert read.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "HABALV22",
        "SIA Maiznīca Rīts",
        "LV80BANK0000435195001",
        "EUR35.09",
        "",
        "",
        "INV-00001",
    ]


def test_a_name_of_wide_letters_is_cut_to_what_the_code_holds(in_acme: Any) -> None:
    content = _content(company={"legal_name": "𠮷" * 80, "bic": "HABALV22XXX"})

    (read,) = codes(print_pictures(content)[0])

    assert read.split("\n")[5] == "𠮷" * 52


@pytest.mark.parametrize(
    ("company", "invoice"),
    [
        ({}, {"currency": "USD"}),
        ({"iban": "KZ86125KZT5004100100"}, {}),
        ({}, {"lines": [make.line(unit_price=Decimal(0))]}),
    ],
    ids=["not in euro", "no SEPA account", "nothing to pay"],
)
def test_where_no_transfer_can_be_made_there_is_no_code(
    in_acme: Any, company: dict[str, Any], invoice: dict[str, Any]
) -> None:
    content = _content(company=company, **invoice)

    assert content.values["payment"]["code"] is None
    assert codes(print_pictures(content)[0]) == []


def test_a_credit_note_names_its_invoice_and_asks_for_nothing(in_acme: Any) -> None:
    invoice = make.issued_invoice(on=date(2026, 11, 5), party=make.party(document_language="en"))
    note = invoice.credit(by=invoice.created_by)
    note.issue(by=invoice.created_by)
    content = content_of(CreditNote.objects.to_show().get())

    said = words(print_paper(content))

    assert "Credit note CN-00001 To INV-00001 of 5 Nov 2026" in said
    assert "Credited, EUR 35.09" in said
    assert "IBAN" not in said
    assert codes(print_pictures(content)[0]) == []


def _content(company: dict[str, Any] | None = None, **given: Any) -> Content:
    values = {"party": make.party(document_language="en"), **given}
    make.company()
    draft = make.invoice(**values)
    make.company(**(company or {}))
    draft.issue(by=draft.created_by)
    return content_of(Invoice.objects.to_show().get(pk=draft.pk))


def _printed(**given: Any) -> bytes:
    invoice = make.issued_invoice(**given)
    return print_paper(content_of(Invoice.objects.to_show().get(pk=invoice.pk)))
