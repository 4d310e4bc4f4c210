"""Numbers as people type them, read without guessing."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

# Languages that write a comma before the decimals, and never one between thousands.
DECIMAL_COMMA = frozenset({"lv", "ru", "kk"})

_AS_TYPED = {ord("\u2212"): "-", **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f'’"), " ")}
_PLAIN = re.compile(r"-?[0-9]+\Z")
_ONE_SIGN = re.compile(r"(-?[0-9]*)([.,])([0-9]+)\Z")
_SPACE_GROUPS = re.compile(r"-?[0-9]{1,3}( [0-9]{3})+([.,][0-9]+)?\Z")
_COMMA_GROUPS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\Z")
_POINT_GROUPS = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?\Z")


class NotANumber(ValueError):
    """What was typed is no number, or could be two. The text says what to write instead."""


def parse_decimal(text: str, *, language: str | None = None) -> Decimal:
    """The number in a text: comma or point before the decimals, spaces between thousands.

    `1,234` is one and a bit where the comma is the decimal sign (lv, ru, kk). In English it is
    refused, since it could also be a thousand. `language` is the reader's unless it is given.
    """
    typed = text.translate(_AS_TYPED).strip()
    if _SPACE_GROUPS.match(typed):
        return Decimal(typed.replace(" ", "").replace(",", "."))
    if _PLAIN.match(typed):
        return Decimal(typed)
    if found := _ONE_SIGN.match(typed):
        _refuse_two_meanings(text.strip(), *found.groups(), language=language or get_language())
        return Decimal(typed.replace(",", "."))
    if _COMMA_GROUPS.match(typed):
        return Decimal(typed.replace(",", ""))
    if _POINT_GROUPS.match(typed):
        return Decimal(typed.replace(".", "").replace(",", "."))
    raise NotANumber(_("Write a number, such as 1234.50 or 1234,50."))


def _refuse_two_meanings(
    text: str, whole: str, sign: str, decimals: str, *, language: str | None
) -> None:
    could_be_thousands = sign == "," and len(decimals) == 3 and 0 < len(whole.lstrip("-")) <= 3
    if not could_be_thousands or whole.lstrip("-") == "0" or language in DECIMAL_COMMA:
        return
    plain, point = f"{whole}{decimals}", f"{whole}.{decimals}"
    raise NotANumber(
        _("“%(text)s” can be read in two ways. Write %(plain)s or %(point)s.")
        % {"text": text, "plain": plain, "point": point}
    )
