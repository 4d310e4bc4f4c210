"""Kazakhstan's BIN (of a business) and IIN (of a person): twelve digits, the last a check digit.

The rule: Rules of forming the identification number, Government Resolution No. 406 of 22 May
2007, under Law No. 223-III of 12 January 2007 on national registers of identification numbers.
The first eleven digits are weighted by 1 to 11 and summed modulo 11; if that gives 10, once more
with the weights 3 to 11, 1, 2; a number that gives 10 again is never issued.

The other digits once carried the date of birth or of registration and the kind of business.
Resolution No. 853 of 26 August 2013 took that meaning away, so a number without it is no mistake
and only the check digit is looked at.
"""

from __future__ import annotations

_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def is_valid(number: str) -> bool:
    """Twelve plain digits whose last one is right."""
    if len(number) != 12 or not (number.isascii() and number.isdigit()):
        return False
    return check_digit(number[:11]) == int(number[11])


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit, or None where none exists."""
    for weights in (_WEIGHTS, _SECOND_WEIGHTS):
        rest = sum(w * int(d) for w, d in zip(weights, first_eleven, strict=True)) % 11
        if rest < 10:
            return rest
    return None
