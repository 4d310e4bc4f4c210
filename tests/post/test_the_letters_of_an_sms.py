"""Seven bits where they do, sixteen where they must; what it costs is known before it is sent."""

import pytest

from post.gsm import fits_gsm, for_autofill, segments, written_for_gsm


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Jānis Bērziņš: 120,00\u00a0EUR", "Janis Berzins: 120,00 EUR"),
        ("Pay “ACME” – 5 €…", 'Pay "ACME" - 5 €...'),
        ("Zürich é ñ", "Zürich é ñ"),
        ("Ķēniņš Č", "Keninš Č".replace("š", "s").replace("Č", "C")),
        ("Код для Kontor: 123456", "Код для Kontor: 123456"),
        ("Қазақша № 5", "Қазақша № 5"),
        ("Jānis и Ко", "Jānis и Ко"),
    ],
)
def test_latin_letters_lose_their_marks_and_others_stay(text, sent):
    assert written_for_gsm(text) == sent


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("ж" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("", 1),
    ],
)
def test_messages_are_counted_as_they_are_paid_for(text, many):
    assert segments(text) == many


def test_the_last_line_binds_the_code_to_the_host_where_there_is_room():
    said = for_autofill("Code for Kontor: 493027", "493027", host="kontor.example")

    assert said.splitlines()[-1] == "@kontor.example #493027"
    assert fits_gsm(said)
    full = "x" * 150
    assert for_autofill(full, "493027", host="kontor.example") == full
    assert segments(for_autofill("ж" * 40, "493027", host="kontor.example")) == 1
    assert "@" not in for_autofill("ж" * 60, "493027", host="kontor.example")
