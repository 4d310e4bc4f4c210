"""Sums are exact, rounded half-up in one place."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.sales.totals import line_net, rounded, totals_of

CURRENCIES = {"EUR": 2, "JPY": 0, "KWD": 3, "KZT": 2}
KINDS = [("S", "21"), ("S", "12"), ("S", "5.5"), ("Z", "0"), ("E", "0"), ("AE", "0")]


@dataclass(frozen=True)
class Counted:
    net: Decimal
    vat_category: str = "S"
    vat_rate: Decimal = Decimal(21)


def test_vat_is_counted_on_the_sum_and_not_per_line():
    lines = [Counted(Decimal("1.11"))] * 3

    totals = totals_of(lines, "EUR")

    assert (totals.net, totals.vat, totals.gross) == (
        Decimal("3.33"),
        Decimal("0.70"),
        Decimal("4.03"),
    )


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("0.005", "EUR", "0.01"),
        ("-0.005", "EUR", "-0.01"),
        ("2.675", "EUR", "2.68"),
        ("0.5", "JPY", "1"),
        ("1.0005", "KWD", "1.001"),
    ],
)
def test_a_half_goes_away_from_zero(amount, currency, expected):
    assert rounded(Decimal(amount), currency) == Decimal(expected)


def test_nothing_adds_up_to_nothing():
    assert totals_of([], "EUR").gross == Decimal("0.00")


quantities = st.decimals("0.0001", "999999999999999", places=4)
prices = st.decimals(0, "999999999999999", places=4)


@given(quantities, prices, st.sampled_from(sorted(CURRENCIES)))
def test_a_line_is_never_further_off_than_half_a_unit(quantity, price, currency):
    net = line_net(quantity, price, currency)
    exact = Fraction(quantity) * Fraction(price)

    assert -net.as_tuple().exponent == CURRENCIES[currency]
    assert abs(Fraction(net) - exact) <= Fraction(1, 2 * 10 ** CURRENCIES[currency])


lines = st.lists(
    st.tuples(st.sampled_from(KINDS), st.decimals(0, "99999999999", places=2)).map(
        lambda made: Counted(made[1], made[0][0], Decimal(made[0][1]))
    ),
    max_size=30,
)


@given(lines, st.randoms())
def test_groups_add_up_whatever_the_order(lines, random):
    totals = totals_of(lines, "EUR")
    random.shuffle(lines)

    assert totals_of(lines, "EUR") == totals
    assert totals.net == sum(group.net for group in totals.groups) == sum(one.net for one in lines)
    assert totals.vat == sum(group.vat for group in totals.groups)
    assert totals.gross == totals.net + totals.vat
    for group in totals.groups:
        off = abs(Fraction(group.vat) - Fraction(group.net) * Fraction(group.rate) / 100)
        assert off <= Fraction(1, 200)
