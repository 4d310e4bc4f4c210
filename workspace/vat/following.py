"""A line with a tax code bears the rate of its tax point: the day of supply, else that of issue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from i18n.writing import written_day, written_quantity
from workspace.vat.categories import VatCategory
from workspace.vat.codes import Pack


class Taxed(Protocol):
    description: str
    tax_code: str
    vat_category: str
    vat_rate: Decimal


def follow(line: Taxed, pack: Pack, day: date) -> None:
    """Give the line the category and rate of its tax code on this day.

    Written by hand they stay; so they do where the code has no rate, which issuing refuses.
    """
    found = pack.rate_of(line.tax_code, day)
    if found:
        code, rate = found
        line.vat_category, line.vat_rate = code.category, rate.percent


def wrong_on(lines: Iterable[Taxed], pack: Pack, day: date) -> list[str]:
    """Sentences on lines whose VAT does not hold on this day, each rate told once."""
    return list(dict.fromkeys(filter(None, (_wrong(line, pack, day) for line in lines))))


def _wrong(line: Taxed, pack: Pack, day: date) -> str:
    if not line.tax_code:
        return _wrong_by_hand(line, pack, day)
    found = pack.rate_of(line.tax_code, day)
    what = {"what": line.description, "day": written_day(day)}
    if found is None:
        return _("The VAT of “%(what)s” is not known on %(day)s. Choose another.") % what
    code, rate = found
    if (code.category, rate.percent) == (line.vat_category, line.vat_rate):
        return ""
    what |= {"rate": written_quantity(rate.percent), "was": written_quantity(line.vat_rate)}
    return (
        _(
            "The VAT of “%(what)s” is %(rate)s%% on %(day)s, not %(was)s%%. "
            "Edit the draft and save it: the rate follows the date."
        )
        % what
    )


def _wrong_by_hand(line: Taxed, pack: Pack, day: date) -> str:
    if not pack.covers_all or line.vat_category != VatCategory.STANDARD:
        return ""
    if line.vat_rate in pack.percents_on(day) or not pack.percents_on(day):
        return ""
    what = {"rate": written_quantity(line.vat_rate), "day": written_day(day)}
    return _("There is no VAT of %(rate)s%% on %(day)s. Choose the VAT from the list.") % what
