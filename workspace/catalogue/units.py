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
_NAMES = dict(UNITS)


def unit_name(code: str) -> str:
    """The unit in the reader's language; a code that is not in our list, as it is."""
    return str(_NAMES.get(code, code))
