"""Fields of forms that people fill in, in their own way of writing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from i18n.numbers import DECIMAL_COMMA, NotANumber, parse_decimal


class AmountField(forms.DecimalField):
    """A number typed with a comma or a point, never guessed. Shown back as the reader writes it."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return Decimal(value)
        try:
            return parse_decimal(str(value))
        except NotANumber as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        plain = f"{value:f}"
        return plain.replace(".", ",") if get_language() in DECIMAL_COMMA else plain

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}
