"""What is wrong with a draft and its lines, as one list for the top of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _


def faults_of(form: Any, lines: Iterable[Any]) -> list[dict[str, str]]:
    """Each with the place of its field, if it has one; a line's tell which line it is."""
    found = list(_faults(form, ""))
    for number, line in enumerate(lines, start=1):
        found += _faults(line, _("Line %(number)d, ") % {"number": number})
    return found


def _faults(form: Any, where: str) -> Iterator[dict[str, str]]:
    for sentence in form.non_field_errors():
        yield {"place": "", "text": f"{where}{sentence}"}
    for field in form:
        for sentence in field.errors:
            text = f"{where}{field.label}: {sentence}"
            yield {"place": field.id_for_label, "text": text}
