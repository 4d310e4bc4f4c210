"""The tax codes of each country: a rate begins and ends on its day, and no two hold at once."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from workspace.vat.categories import VatCategory, check_rate
from workspace.vat.codes import countries, pack_of
from workspace.vat.names import NAMES, WORDINGS

ALL = [(country, code) for country in sorted(countries()) for code in pack_of(country).codes]


def percent(country, code, day):
    rate = pack_of(country).codes[code].rate_on(date.fromisoformat(day))
    return rate and str(rate.percent)


@pytest.mark.parametrize(
    ("country", "code", "day", "expected"),
    [
        ("LV", "food", "2026-06-30", "21"),
        ("LV", "food", "2026-07-01", "12"),
        ("LV", "food", "2027-06-30", "12"),
        ("LV", "food", "2027-07-01", "21"),
        ("LV", "food", "2024-02-29", "21"),
        ("LV", "food", "2028-02-29", "21"),
        ("LV", "standard", "2026-07-01", "21"),
        ("LV", "reduced", "2027-07-01", "12"),
        ("LV", "press", "2026-01-01", "5"),
        ("LV", "standard", "2021-12-31", None),
        ("EE", "standard", "2025-07-01", "24"),
        ("EE", "standard", "2025-06-30", None),
        ("LT", "standard", "2026-01-01", "21"),
        ("LT", "reduced", "2025-12-31", "9"),
        ("LT", "reduced", "2026-01-01", "12"),
        ("LT", "low", "2026-01-01", "5"),
        ("KZ", "standard", "2025-12-31", "12"),
        ("KZ", "standard", "2026-01-01", "16"),
        ("KZ", "medicines", "2026-12-31", "5"),
        ("KZ", "medicines", "2027-01-01", "10"),
    ],
)
def test_a_rate_holds_between_its_days(country, code, day, expected):
    assert percent(country, code, day) == expected


@pytest.mark.parametrize(("country", "code"), ALL)
def test_every_rate_fits_its_category_and_has_a_name_and_a_source(country, code):
    found = pack_of(country).codes[code]

    for rate in found.rates:
        check_rate(found.category, rate.percent)
        assert rate.source
    assert found.name == str(NAMES[code])
    assert found.category in VatCategory.values
    taxed = found.category in ("S", "Z")
    assert taxed or (found.wording in WORDINGS and found.wording_source)


@pytest.mark.parametrize(("country", "code"), ALL)
def test_one_rate_follows_the_other_without_a_gap(country, code):
    for one, after in pairwise(pack_of(country).codes[code].rates):
        assert one.until + timedelta(days=1) == after.since


def test_latvia_has_all_its_categories_and_only_its_rates_are_charged_there():
    latvia = pack_of("LV")

    assert {code.category for code in latvia.codes.values()} == set(VatCategory.values)
    assert latvia.covers_all
    assert latvia.percents_on(date(2026, 11, 22)) == {Decimal(21), Decimal(12), Decimal(5)}


@pytest.mark.parametrize("country", ["", "US", "lv", "../packs/LV", "LV\x00"])
def test_a_country_that_we_do_not_know_has_no_codes(country):
    assert dict(pack_of(country).codes) == {}
