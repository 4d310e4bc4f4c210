"""The order of names in a list, by the reader's alphabet."""

from __future__ import annotations

from unicodedata import normalize

# Latvian reads a long vowel as the short one; its other marked letters stand by themselves.
_ALPHABETS = {
    "lv": "abcčdefgģhijkķlļmnņopqrŗsštuvwxyzž",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
}
_LONG = str.maketrans("āēīōū", "aeiou")
# Letters move where no text has any, behind signs and digits, and keep their own order there.
_PLACES = {
    language: {ord(letter): chr(0xE000 + place) for place, letter in enumerate(alphabet)}
    for language, alphabet in _ALPHABETS.items()
}


def in_order(text: str, language: str) -> str:
    """What to sort a text by. What is no letter of the alphabet is read without its marks."""
    plain = text.casefold().translate(_LONG if language == "lv" else {})
    letters = _PLACES.get(language, {})
    known = plain.translate(letters)
    return normalize("NFD", known)
