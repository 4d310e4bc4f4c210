"""The one typeface of our papers, and which letters it has."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import font_source_sans_pro  # type: ignore[import-untyped]
import typst

from workspace.papers.cmap import letters_of

FAMILY = "Source Sans Pro"
FOLDER = Path(font_source_sans_pro.font_directory)
WEIGHTS = ("Regular", "Semibold", "Bold")
KINDS = (".ttf", ".otf")


@cache
def fonts() -> typst.Fonts:
    """The files of this package, and no other font of the machine. Threads may share them."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )


@cache
def letters() -> frozenset[int]:
    """The code points that it shows in each of our weights, whichever of its files is taken."""
    files = [FOLDER / f"SourceSansPro-{weight}{kind}" for weight in WEIGHTS for kind in KINDS]
    return frozenset.intersection(*(letters_of(file.read_bytes()) for file in files))
