from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from config.errors import Refusal
from i18n.currencies import CURRENCIES
from i18n.writing import currency_name
from workspace.imports.models import Import
from workspace.imports.workflows.receive import receive_file
from workspace.members.models import Member


class FileForm(forms.Form):
    """A file of sales, and the currency of its prices."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=255,
        help_text=_(
            "CSV with the columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate, "
            "UnitPrice, CustomerID and Country. Dates are month/day/year, year-month-day or "
            "day.month.year. At most 20 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    currency = forms.ChoiceField(label=_("Currency of the prices"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [  # type: ignore[attr-defined]
            (code, f"{code} · {currency_name(code)}") for code in CURRENCIES
        ]

    def receive(self, *, by: Member) -> Import | None:
        """The import that now waits, or None: the file was refused and the form says why."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        currency = self.cleaned_data["currency"]
        try:
            return receive_file(upload, kind=Import.Kind.SALES, currency=currency, by=by)
        except Refusal as refusal:
            self.add_error("file", str(refusal.detail))
            return None
