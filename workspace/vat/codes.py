"""The tax codes of a country. A rate begins and ends by law, so that it is data with days: `packs/`.

A pack is a file of ours, named by its country. A country without one has no tax codes: there the
category and the rate are written by hand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from workspace.vat.names import NAMES

PACKS = Path(__file__).with_name("packs")


@dataclass(frozen=True)
class Rate:
    """In percent, from `since` until `until`, both days included; None is without an end."""

    percent: Decimal
    since: date | None
    until: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True)
class TaxCode:
    """One way to be taxed in a country: a category, and its rates one after another."""

    id: str
    category: str
    rates: tuple[Rate, ...]
    wording: str = ""
    wording_source: str = ""

    @property
    def name(self) -> str:
        """In the reader's language."""
        return str(NAMES[self.id])

    def rate_on(self, day: date) -> Rate | None:
        return next((rate for rate in self.rates if rate.holds_on(day)), None)


@dataclass(frozen=True)
class Pack:
    """`covers_all`: on any day these are all rates that a business of this country may charge."""

    codes: Mapping[str, TaxCode]
    covers_all: bool = False

    def on(self, day: date) -> list[tuple[TaxCode, Rate]]:
        """The codes that hold on this day, in the order of the pack."""
        dated = ((code, code.rate_on(day)) for code in self.codes.values())
        return [(code, rate) for code, rate in dated if rate is not None]

    def rate_of(self, tax_code: str, day: date) -> tuple[TaxCode, Rate] | None:
        """A code with its rate of this day; None where there is no such code, or it does not hold."""
        code = self.codes.get(tax_code)
        rate = code.rate_on(day) if code else None
        return (code, rate) if code and rate else None

    def percents_on(self, day: date) -> set[Decimal]:
        return {rate.percent for code, rate in self.on(day) if code.category == "S"}


@cache
def pack_of(country: str) -> Pack:
    """Of a country by its ISO code; an empty one if we have none."""
    file = PACKS / f"{country}.toml"
    if country not in countries():
        return Pack(MappingProxyType({}))
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    codes = [_code(about) for about in read["code"]]
    return Pack(MappingProxyType({code.id: code for code in codes}), read.get("covers_all", False))


@cache
def countries() -> frozenset[str]:
    return frozenset(file.stem for file in PACKS.glob("*.toml"))


def _code(about: dict[str, Any]) -> TaxCode:
    rates = tuple(_rate(one) for one in about["rate"])
    for one, after in pairwise(rates):
        if not (one.until and after.since and one.until < after.since):
            raise ValueError(f"rates of {about['id']} overlap or stand in the wrong order")
    said = {name: value for name, value in about.items() if name != "rate"}
    return TaxCode(**said, rates=rates)


def _rate(about: dict[str, Any]) -> Rate:
    percent = Decimal(about["percent"])
    return Rate(percent, about.get("since"), about.get("until"), about["source"])
