"""Countries as files write them."""

from __future__ import annotations

from functools import lru_cache

import pycountry

from identity.countries import CODES

# What traders write and ISO 3166 does not know.
_ALSO = {
    "eire": "IE",
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "channel islands": "JE",
    "usa": "US",
    "rsa": "ZA",
    "holland": "NL",
    "russia": "RU",
    "south korea": "KR",
    "korea": "KR",
    "turkey": "TR",
}


@lru_cache(maxsize=1024)
def country_code(written: str) -> str:
    """The ISO 3166 code of a name or a code; empty where nobody can tell."""
    name = written.strip()
    if name.upper() in CODES:
        return name.upper()
    if name.casefold() in _ALSO:
        return _ALSO[name.casefold()]
    try:
        return str(pycountry.countries.lookup(name).alpha_2)
    except LookupError:
        return ""
