"""Units of measure by their codes in UN/ECE Recommendation 20, the short list of small businesses."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

UNITS: list[tuple[str, Promise]] = [
    ("C62", pgettext_lazy("unit", "piece")),
    ("HUR", pgettext_lazy("unit", "hour")),
    ("DAY", pgettext_lazy("unit", "day")),
    ("MON", pgettext_lazy("unit", "month")),
    ("ANN", pgettext_lazy("unit", "year")),
    ("KGM", _("kilogram")),
    ("GRM", _("gram")),
    ("TNE", _("tonne")),
    ("LTR", _("litre")),
    ("MTR", _("metre")),
    ("KMT", _("kilometre")),
    ("MTK", _("square metre")),
    ("MTQ", _("cubic metre")),
    ("KWH", _("kilowatt hour")),
    ("SET", pgettext_lazy("unit", "set")),
    ("PR", pgettext_lazy("unit", "pair")),
    ("XBX", pgettext_lazy("unit", "box")),
    ("XPK", pgettext_lazy("unit", "package")),
]
# As written behind a number: an abbreviation has no plural.
_SHORT: dict[str, Promise] = {
    "C62": pgettext_lazy("short unit", "pcs"),
    "HUR": pgettext_lazy("short unit", "h"),
    "DAY": pgettext_lazy("short unit", "d"),
    "MON": pgettext_lazy("short unit", "mo"),
    "ANN": pgettext_lazy("short unit", "yr"),
    "KGM": pgettext_lazy("short unit", "kg"),
    "GRM": pgettext_lazy("short unit", "g"),
    "TNE": pgettext_lazy("short unit", "t"),
    "LTR": pgettext_lazy("short unit", "l"),
    "MTR": pgettext_lazy("short unit", "m"),
    "KMT": pgettext_lazy("short unit", "km"),
    "MTK": pgettext_lazy("short unit", "m²"),
    "MTQ": pgettext_lazy("short unit", "m³"),
    "KWH": pgettext_lazy("short unit", "kWh"),
    "SET": pgettext_lazy("short unit", "set"),
    "PR": pgettext_lazy("short unit", "pr"),
    "XBX": pgettext_lazy("short unit", "box"),
    "XPK": pgettext_lazy("short unit", "pkg"),
}


def unit_short(code: str) -> str:
    """The unit behind a number, in the reader's language; a code that is not ours, as it is."""
    return str(_SHORT.get(code, code))
