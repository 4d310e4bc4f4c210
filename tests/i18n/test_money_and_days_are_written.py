"""Money, numbers and days as the reader writes them."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation
from django.utils.translation import ngettext

from i18n.currencies import CURRENCIES, decimals_of
from i18n.numbers import parse_decimal
from i18n.writing import written_amount, written_moment
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


def test_a_moment_says_whose_hours_it_counts():
    moment = datetime(2026, 11, 5, 6, 15, tzinfo=timezone(timedelta(hours=2)))

    assert written_moment(moment, "en") == "5 Nov 2026, 04:15\u00a0UTC"
    assert written_moment(moment, "lv").endswith("04:15\u00a0UTC")


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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "5 Nov 2026"),
        ("lv", "2026. gada 5. nov."),
        ("ru", "5 нояб. 2026 г."),
        ("kk", "2026 ж. 05 қар."),
    ],
)
def test_a_day_is_written_in_the_reader_s_way(language, text):
    with translation.override(language):
        assert written("{{ day|day }}", day=date(2026, 11, 5)) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "1,234.50 KZT"),
        ("lv", "1 234,50 KZT"),
        ("ru", "1 234,50 KZT"),
        ("kk", "1 234,50 KZT"),
    ],
)
def test_tenge_have_two_decimals_and_their_code(language, text):
    with translation.override(language):
        assert written("{{ sum|money:'KZT' }}", sum=Decimal("1234.5")) == text


@pytest.mark.parametrize(
    ("language", "euro", "tenge", "kazakhstan"),
    [
        ("en", "Euro", "Kazakhstani Tenge", "Kazakhstan"),
        ("lv", "eiro", "Kazahstānas tenge", "Kazahstāna"),
        ("ru", "евро", "казахский тенге", "Казахстан"),
        ("kk", "Еуро", "Қазақстан теңгесі", "Қазақстан"),
    ],
)
def test_currencies_and_countries_have_names(language, euro, tenge, kazakhstan):
    with translation.override(language):
        assert written("{{ 'EUR'|currency_name }}").casefold() == euro.casefold()
        assert written("{{ 'KZT'|currency_name }}") == tenge
        assert written("{{ 'KZ'|country }}") == kazakhstan


@pytest.mark.parametrize("amount", ["0.01", "-1234567.89", "999.5", "1000"])
@pytest.mark.parametrize("language", ["en", "lv", "ru", "kk"])
def test_what_is_written_can_be_typed_again(language, amount):
    shown = written_amount(Decimal(amount), "EUR", language)

    assert parse_decimal(shown, language=language) == Decimal(amount)
    assert parse_decimal(shown.replace("\u00a0", "\u202f"), language=language) == Decimal(amount)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["0 days", "1 day", "2 days", "5 days", "11 days", "21 days", "22 days", "110 days"],
        ),
        (
            "lv",
            [
                "0 dienu",
                "1 diena",
                "2 dienas",
                "5 dienas",
                "11 dienu",
                "21 diena",
                "22 dienas",
                "110 dienu",
            ],
        ),
        ("ru", ["0 дней", "1 день", "2 дня", "5 дней", "11 дней", "21 день", "22 дня", "110 дней"]),
        ("kk", ["0 күн", "1 күн", "2 күн", "5 күн", "11 күн", "21 күн", "22 күн", "110 күн"]),
    ],
)
def test_a_number_takes_the_form_that_its_language_wants(language, said):
    with translation.override(language):
        forms = [
            ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
            for days in (0, 1, 2, 5, 11, 21, 22, 110)
        ]

    assert forms == said


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
