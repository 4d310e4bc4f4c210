"""Content becomes a PDF, by typst: no network, no packages, no font and no file but ours.

PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1): everything is in the file, for good, with a
structure that a screen reader can follow.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import typst

from workspace.papers.content import Content
from workspace.papers.typeface import fonts

STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]


def print_paper(content: Content) -> bytes:
    """The PDF. The same content gives the same bytes. Raises typst.TypstError."""
    moment = int(content.moment.timestamp())
    return cast(bytes, _compiled(content, format="pdf", pdf_standards=STANDARDS, timestamp=moment))


def print_pictures(content: Content, *, dots_per_inch: int = 110) -> list[bytes]:
    """Each page as a PNG, for whoever wants to look at it."""
    pictures = _compiled(content, format="png", ppi=dots_per_inch)
    return pictures if isinstance(pictures, list) else [cast(bytes, pictures)]


def _compiled(content: Content, **how: Any) -> bytes | list[bytes] | None:
    """Each call has a compiler of its own: typst's may not be shared by threads, and making one
    costs little, since the fonts are read once.
    """
    with TemporaryDirectory(prefix="kontor-paper-") as root:
        logo = _put_logo(content, Path(root))
        compiler = typst.Compiler(
            root=root, font_paths=fonts(), ignore_system_fonts=True, package_path=root
        )
        return compiler.compile(_template(), sys_inputs={"data": _data(content, logo)}, **how)


def _data(content: Content, logo: str | None) -> str:
    told = {"language": content.language, "title": content.title, "author": content.author}
    return json.dumps({**content.values, **told, "logo": logo}, ensure_ascii=False)


def _put_logo(content: Content, root: Path) -> str | None:
    """The one file that typst finds in its folder; its bytes tell what it is."""
    if content.logo is None:
        return None
    (root / "logo").write_bytes(content.logo)
    return "/logo"


@cache
def _template() -> bytes:
    return Path(__file__).with_name("document.typ").read_bytes()
