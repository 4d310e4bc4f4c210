"""Compiles the translation catalogues; `python -m i18n.catalogues`, before anything is served.

Plain Babel: no gettext tools are assumed on the machine. The result is not kept in the
repository, so a catalogue can never be older than its source.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages import mofile, pofile

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """Compile what changed; a fuzzy message stays untranslated. Returns the files written."""
    return list(_compiled(folder))


def _compiled(folder: Path) -> Iterator[Path]:
    for source in sorted(folder.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _compile(source, target)
            yield target


def _compile(source: Path, target: Path) -> None:
    """By way of a new file: two starts at once never read a half-written one."""
    with source.open("rb") as text:
        catalogue = pofile.read_po(text, locale=source.parts[-3], abort_invalid=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as made:
        mofile.write_mo(made, catalogue)
    Path(name).chmod(0o644)
    Path(name).replace(target)


if __name__ == "__main__":
    compile_all()
