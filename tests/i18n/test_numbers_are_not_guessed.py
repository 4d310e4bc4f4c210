"""What people type as a number means one thing, or is asked again."""

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from i18n.forms import AmountField
from i18n.numbers import NotANumber, parse_decimal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("\u22125,50", "-5.50"),
        ("0,250", "0.250"),
        ("1.234", "1.234"),
        ("1\u00a0234,50", "1234.50"),
        ("1 234 567", "1234567"),
        ("1'234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
    ],
)
@pytest.mark.parametrize("language", ["en", "lv", "ru", "kk"])
def test_a_number_is_read_the_same_in_every_language(text, number, language):
    assert parse_decimal(text, language=language) == Decimal(number)


@pytest.mark.parametrize("language", ["lv", "ru", "kk"])
def test_where_the_comma_is_the_decimal_sign_it_is_that(language):
    assert parse_decimal("1,234", language=language) == Decimal("1.234")


def test_in_english_a_comma_that_could_be_two_things_is_asked_again():
    with pytest.raises(NotANumber, match=r"“1,234” can be read in two ways. Write 1234 or 1\.234"):
        parse_decimal("1,234", language="en")


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1e5", "NaN", "Infinity", "12,34,56", "1,234,56", "1 2", "- 5", "١٢", "1_0"],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumber):
        parse_decimal(text, language="en")


class Price(forms.Form):
    price = AmountField(max_digits=19, decimal_places=4)


def test_a_form_reads_what_it_showed():
    with translation.override("lv"):
        shown = Price(initial={"price": Decimal("1234.5000")})["price"].value()
        read = Price({"price": shown})

        assert shown == "1234,5000"
        assert read.is_valid()
        assert read.cleaned_data["price"] == Decimal("1234.5")


def test_a_form_keeps_what_was_typed_and_says_what_to_write():
    with translation.override("en"):
        form = Price({"price": "1,234"})

        assert form.errors["price"] == ["“1,234” can be read in two ways. Write 1234 or 1.234."]
        assert form["price"].value() == "1,234"


def test_too_many_decimals_are_refused_and_not_rounded():
    assert "price" in Price({"price": "1.23456"}).errors
