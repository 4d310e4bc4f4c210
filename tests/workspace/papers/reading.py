"""What a reader of a PDF finds in it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import zxingcpp
from PIL import Image
from pypdf import PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def words(pdf: bytes) -> str:
    """All its text, every white space one space, no invisible breaks."""
    text = " ".join(page.extract_text() for page in reader(pdf).pages)
    return " ".join(text.replace("\u200b", "").replace("\u00ad", "").split())


def lowest(pdf: bytes) -> float:
    """How far above the lower edge of its page the lowest text stands; below 0 nobody sees it."""
    found: list[float] = []

    def note(text: str, page: list[float], line: list[float], *_: Any) -> None:
        if text.strip():
            found.append(line[4] * page[1] + line[5] * page[3] + page[5])

    for page in reader(pdf).pages:
        page.extract_text(visitor_text=note)
    return min(found)


def fonts(pdf: bytes) -> list[Any]:
    """The descriptor of every font that a page uses."""
    found = []
    for page in reader(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            for descendant in font.get_object()["/DescendantFonts"]:
                found.append(descendant.get_object()["/FontDescriptor"].get_object())
    return found


def codes(picture: bytes) -> list[str]:
    """What a bank's app reads from a page."""
    with Image.open(BytesIO(picture)) as image:
        return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


def is_white_at_the_right(picture: bytes) -> bool:
    """Whether nothing reaches into the right margin, of 15 of a page's 210 mm."""
    with Image.open(BytesIO(picture)) as image:
        page = image.convert("L")
        return page.crop((page.width * 195 // 210, 0, *page.size)).getextrema()[0] > 250
