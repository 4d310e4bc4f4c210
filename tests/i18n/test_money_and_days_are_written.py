"""Money, numbers and days as the reader writes them."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation

from i18n.currencies import CURRENCIES, decimals_of
from workspace.sales.totals import rounded


def written(source, **context):
    template = engines["django"].from_string("{% load writing %}" + source)
    return template.render(context).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "1,234.50 EUR"),
        ("lv", "1 234,50 EUR"),
        ("ru", "1 234,50 EUR"),
        ("kk", "1 234,50 EUR"),
    ],
)
def test_money_is_written_in_the_reader_s_way(language, text):
    with translation.override(language):
        assert written("{{ sum|money:'EUR' }}", sum=Decimal("1234.5")) == text


def test_a_table_s_cell_leaves_the_currency_to_the_head():
    assert written("{{ sum|amount:'EUR' }}", sum=Decimal("1234.5")) == "1,234.50"


def test_a_currency_without_cents_has_no_decimals():
    assert written("{{ sum|money:'JPY' }}", sum=Decimal("1234")) == "1,234 JPY"


def test_writing_never_rounds():
    assert written("{{ price|money:'EUR' }}", price=Decimal("0.0125")) == "0.0125 EUR"


def test_a_quantity_has_no_empty_decimals():
    assert written(
        "{{ q|quantity }} {{ w|quantity }}", q=Decimal("2.0000"), w=Decimal("1.2500")
    ) == ("2 1.25")


def test_a_day_is_written_in_the_reader_s_way():
    day = date(2026, 11, 5)
    with translation.override("en"):
        assert written("{{ day|day }}", day=day) == "5 Nov 2026"
    with translation.override("ru"):
        assert written("{{ day|day }}", day=day) == "5 нояб. 2026 г."


def test_nothing_stays_nothing():
    assert (
        written("[{{ a|money:'EUR' }}{{ b|amount }}{{ c|quantity }}{{ d|day }}]", a=None, c="")
        == "[]"
    )


@pytest.mark.parametrize("currency", CURRENCIES)
def test_money_shows_the_decimals_that_its_standard_gives_it(currency):
    cents = written("{{ sum|amount:code }}", sum=rounded(Decimal(1), currency), code=currency)

    assert len(cents.partition(".")[2]) == decimals_of(currency)


def test_a_dinar_has_its_paras_though_nobody_coins_them():
    assert written("{{ sum|money:'RSD' }}", sum=Decimal(5)) == "5.00 RSD"
    assert written("{{ sum|money:'KWD' }}", sum=Decimal(5)) == "5.000 KWD"
