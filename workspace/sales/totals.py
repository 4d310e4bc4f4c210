"""Every sum of a document, exact. The one place of the product that rounds money.

Amounts are rounded half-up to the minor unit of their currency: per line for the net, and per
(category, rate) on the sum for the VAT (EN 16931, BR-CO-10 to BR-CO-17).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Protocol

from i18n.currencies import decimals_of

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
ZERO = Decimal(0)
# More than this is a slip of the keyboard, and with all its lines a document must fit NUMERIC(19,4).
LARGEST_LINE = Decimal(10) ** 11
MOST_LINES = 2000


class Counted(Protocol):
    """What a line must offer to be summed up. `net` is rounded already."""

    @property
    def vat_category(self) -> str: ...
    @property
    def vat_rate(self) -> Decimal: ...
    @property
    def net(self) -> Decimal: ...


@dataclass(frozen=True)
class VatGroup:
    """The VAT of all lines with one category and rate, which is in percent."""

    category: str
    rate: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True)
class Totals:
    net: Decimal
    vat: Decimal
    gross: Decimal
    groups: tuple[VatGroup, ...]


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Half-up, away from zero, to the minor unit of the currency."""
    return amount.quantize(Decimal(1).scaleb(-decimals_of(currency)), context=_EXACT)


def line_net(quantity: Decimal, unit_price: Decimal, currency: str) -> Decimal:
    return rounded(_EXACT.multiply(quantity, unit_price), currency)


def fits(quantity: Decimal, unit_price: Decimal) -> bool:
    """Whether a line with these can be kept: not too large, and no more than four decimals."""
    small = all(abs(one) < LARGEST_LINE for one in (quantity, unit_price))
    plain = all(one == round(one, 4) for one in (quantity, unit_price)) if small else False
    return plain and abs(_EXACT.multiply(quantity, unit_price)) < LARGEST_LINE


def beyond(part: Decimal, whole: Decimal, *, slack: Decimal = ZERO) -> bool:
    """Whether more is taken than there is, on either side of 0."""
    return not min(whole, ZERO) - slack <= part <= max(whole, ZERO) + slack


def totals_of(lines: Iterable[Counted], currency: str) -> Totals:
    """Net, VAT and gross of these lines; the groups are sorted by category and falling rate."""
    nets: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    for line in lines:
        nets[line.vat_category, line.vat_rate] += line.net
    by_kind = sorted(nets.items(), key=lambda item: (item[0][0], -item[0][1]))
    groups = tuple(_group(*kind, net, currency) for kind, net in by_kind)
    net = rounded(sum((group.net for group in groups), ZERO), currency)
    vat = rounded(sum((group.vat for group in groups), ZERO), currency)
    return Totals(net, vat, net + vat, groups)


def _group(category: str, rate: Decimal, net: Decimal, currency: str) -> VatGroup:
    net = rounded(net, currency)
    return VatGroup(category, rate, net, rounded(_EXACT.multiply(net, rate).scaleb(-2), currency))
