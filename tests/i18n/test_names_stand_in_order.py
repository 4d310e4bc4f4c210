"""A list of names is sorted by the alphabet of its reader."""

import pytest
from django.utils import translation

from i18n.order import in_order
from identity.countries import choices


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "Albania Åland Belgium Côte Croatia Zambia"),
        ("lv", "Austrija Āzija Bahreina Ceļš Čada Dānija Srilanka Šveice Zviedrija Žoga"),
        ("ru", "Египет Ёлка Ирак Йемен Чехия Эстония Япония"),
        (
            "kk",
            "Австрия Әзірбайжан Гана Ирак Қазақстан Латвия Өзбекстан Ұлыбритания Үндістан Франция",
        ),
    ],
)
def test_letters_follow_the_alphabet(language, names):
    wanted = names.split()

    mixed = sorted(wanted, key=lambda name: name[::-1])
    assert sorted(mixed, key=lambda name: in_order(name, language)) == wanted


@pytest.mark.parametrize(
    ("language", "one", "after_it"),
    [("kk", "Әзірбайжан", "Бразилия"), ("kk", "Қазақстан", "Латвия"), ("lv", "Čada", "Dānija")],
)
def test_countries_are_offered_in_that_order(language, one, after_it):
    with translation.override(language):
        names = [name for _code, name in choices()]

    assert names.index(one) < names.index(after_it)
