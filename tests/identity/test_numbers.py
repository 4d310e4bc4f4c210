"""Numbers of businesses and banks: written one way, and refused when they cannot be right."""

import pytest
from django.core.exceptions import ValidationError

from identity import kazakhstan
from identity.iban import bank_of, check_iban, written
from identity.registration import check_registration_number
from identity.vat import check_vat_number


@pytest.mark.parametrize("number", ["971240001315", "940140000385", "941240000193"])
def test_a_real_bin_is_valid(number):
    assert kazakhstan.is_valid(number)


@pytest.mark.parametrize("number", ["971240001314", "971240001351", "97124000131", "97124000131٥"])
def test_a_wrong_digit_swapped_digits_and_another_length_are_not(number):
    assert not kazakhstan.is_valid(number)


def test_the_second_pass_decides_when_the_first_gives_ten():
    assert kazakhstan.check_digit("85010120180") == 7
    assert kazakhstan.is_valid("850101201807")


def test_a_number_that_gives_ten_twice_does_not_exist():
    assert kazakhstan.check_digit("85010100070") is None
    assert not any(kazakhstan.is_valid(f"85010100070{digit}") for digit in range(10))


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("lv 4000 3521 600", "LV", "LV40003521600"),
        ("40003521600", "LV", "LV40003521600"),
        ("EE 100 931 558", "EE", "EE100931558"),
        ("119511515", "LT", "LT119511515"),
        ("el 094 259 216", "GR", "EL094259216"),
        ("EE100931558", "LV", "EE100931558"),
        ("12-34ab", "US", "1234AB"),
        ("", "LV", ""),
    ],
)
def test_a_vat_number_gets_its_countrys_letters(typed, country, number):
    assert check_vat_number(typed, country) == number


@pytest.mark.parametrize(
    ("typed", "country"),
    [("LV40003521601", "LV"), ("LV4000352160", "LV"), ("EE100931559", "LV"), ("№ 1", "US")],
)
def test_a_vat_number_that_cannot_be_is_refused(typed, country):
    with pytest.raises(ValidationError):
        check_vat_number(typed, country)


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("LV-4000 3521 600", "LV", "40003521600"),
        ("12345678", "EE", "12345678"),
        ("9712 4000 1315", "KZ", "971240001315"),
        ("HRB 12345", "DE", "HRB12345"),
    ],
)
def test_a_registration_number_is_bare(typed, country, number):
    assert check_registration_number(typed, country) == number


@pytest.mark.parametrize(
    ("typed", "country"), [("40003521601", "LV"), ("971240001314", "KZ"), ("12345679", "EE")]
)
def test_a_registration_number_that_cannot_be_is_refused(typed, country):
    with pytest.raises(ValidationError):
        check_registration_number(typed, country)


def test_an_iban_is_one_word_and_names_its_bank():
    iban = check_iban("lv97 haba 0012 3456 7891 0")

    assert iban == "LV97HABA0012345678910"
    assert bank_of(iban) == ("HABALV22XXX", '"SWEDBANK", AS')
    assert written(iban) == "LV97 HABA 0012 3456 7891 0"


@pytest.mark.parametrize("typed", ["LV98HABA0012345678910", "LV97HABA", "hello"])
def test_an_iban_that_cannot_be_is_refused(typed):
    with pytest.raises(ValidationError):
        check_iban(typed)
