"""A letter's text as HTML: the same words, in paragraphs, with its links to follow. Nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from post.letters import Letter

_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_CODE = re.compile(r"\d{6}")
_AFTER = ".,;:!?)»”'"  # what stands behind a link and does not belong to it


@dataclass(frozen=True, slots=True)
class Paragraph:
    html: SafeString
    is_code: bool


def html_of(letter: Letter) -> str:
    told = {"letter": letter, "paragraphs": list(paragraphs(letter.text))}
    return render_to_string("post/mail.html", told)


def paragraphs(text: str) -> Iterator[Paragraph]:
    for said in _EMPTY_LINES.split(text.replace("\r\n", "\n").strip()):
        lines = [linked(line) for line in said.split("\n")]
        html = mark_safe("<br>".join(lines))  # noqa: S308 - each line is escaped
        yield Paragraph(html, is_code=_CODE.fullmatch(said.strip()) is not None)


def linked(line: str) -> SafeString:
    """Only whole addresses become links: a firm that is called `maize.lv` does not."""
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(line):
        address = found[0].rstrip(_AFTER)
        parts += [conditional_escape(line[end : found.start()]), _anchor(address)]
        end = found.start() + len(address)
    parts.append(conditional_escape(line[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


def _anchor(address: str) -> SafeString:
    return format_html('<a href="{}" rel="noreferrer">{}</a>', address, address)
