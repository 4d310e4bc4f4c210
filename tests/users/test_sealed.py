"""What the database keeps sealed opens with our keys, in its own place, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.sealed import SealBroken, mark_of, marks_of, seal, unseal


@given(st.text(), st.text())
def test_what_is_sealed_opens_in_its_place(text, about):
    assert unseal(seal(text, "test", about), "test", about) == text


def test_it_does_not_open_elsewhere():
    sealed = seal("secret", "test", "a", "bc")

    for purpose, about in (("test", ("ab", "c")), ("other", ("a", "bc")), ("test", ())):
        with pytest.raises(SealBroken):
            unseal(sealed, purpose, *about)


@pytest.mark.parametrize("spoiled", ["", "A", "not base64 at all", "é", "AAAA" * 12])
def test_what_was_spoiled_does_not_open(spoiled):
    with pytest.raises(SealBroken):
        unseal(spoiled, "test")


def test_a_key_can_be_changed_while_people_work(settings):
    settings.SEAL_KEYS = ["old"]
    sealed, mark = seal("secret", "test"), mark_of("secret", "test")

    settings.SEAL_KEYS = ["new", "old"]
    assert unseal(sealed, "test") == "secret"
    assert mark in marks_of("secret", "test")
    assert mark != mark_of("secret", "test")

    settings.SEAL_KEYS = ["new"]
    with pytest.raises(SealBroken):
        unseal(sealed, "test")
