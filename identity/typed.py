"""Numbers as people type them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_BETWEEN = re.compile(r"[\s.\-‐-―/]+")
_PLAUSIBLE = re.compile(r"[0-9A-Z]{4,20}\Z")


def bare(typed: str) -> str:
    """Capitals and digits; without the spaces, dots and dashes people write for reading."""
    return _BETWEEN.sub("", typed).upper()


def plausible(number: str) -> str:
    """The number itself, where its country's rules are not known to us."""
    if not _PLAUSIBLE.match(number):
        raise ValidationError(_("Write 4 to 20 letters and digits, nothing else."), code="length")
    return number
