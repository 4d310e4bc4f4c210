"""The legal words that a document bears for its VAT, each once, in the language of the moment."""

from __future__ import annotations

from collections.abc import Iterable

from identity.countries import EUROPEAN_UNION
from workspace.vat.codes import pack_of
from workspace.vat.following import Taxed
from workspace.vat.names import BY_CATEGORY, WORDINGS


def wordings_of(lines: Iterable[Taxed], country: str) -> list[str]:
    """`country` is the seller's, whose pack names the words of a tax code."""
    keys = dict.fromkeys(_key(line, country) for line in lines)
    return [str(WORDINGS[key]) for key in sorted(keys) if key]


def _key(line: Taxed, country: str) -> str:
    code = pack_of(country).codes.get(line.tax_code)
    if code and code.category == line.vat_category:
        return code.wording
    if line.vat_category == "G" and country not in EUROPEAN_UNION:
        return "export-elsewhere"
    return BY_CATEGORY.get(line.vat_category, "")
