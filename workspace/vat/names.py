"""What a tax code is called, and what the law wants to read on paper: words for the keys of the packs."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Promise] = {
    "standard": _("Standard rate"),
    "reduced": _("Reduced rate"),
    "low": _("Low rate"),
    "food": _("Bread, fresh milk, poultry, eggs"),
    "press": _("Books and press"),
    "medicines": _("Medicines and medical goods"),
    "zero": _("Zero rate"),
    "exempt": _("Exempt from VAT"),
    "reverse-charge": _("Reverse charge"),
    "intra-community": _("Supply within the EU"),
    "export": _("Export"),
    "outside": _("Outside the scope of VAT"),
}

# VAT Directive 2006/112, article 226 (11) and (11a); EN 16931, BR-E-10 to BR-O-10.
WORDINGS: dict[str, Promise] = {
    "exempt": _("Exempt from VAT."),
    "reverse-charge": _("Reverse charge: the buyer owes the VAT."),
    "intra-community": _("Supply within the EU, exempt: VAT Directive 2006/112, article 138."),
    "export": _("Export, exempt: VAT Directive 2006/112, article 146."),
    "export-elsewhere": _("Export."),
    "outside": _("Outside the scope of VAT."),
}
# Of a line whose VAT was written by hand.
BY_CATEGORY = {
    "E": "exempt",
    "AE": "reverse-charge",
    "K": "intra-community",
    "G": "export",
    "O": "outside",
}
