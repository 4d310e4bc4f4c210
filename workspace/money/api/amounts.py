"""An amount as programs write it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from rest_framework import serializers

_PLAIN = re.compile(r"-?[0-9]{1,1000}(\.[0-9]{1,1000})?")


class PlainAmount(serializers.DecimalField):
    """Digits and a decimal point, nothing else: Python alone would read 1_0 as 10."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{"max_digits": 19, "decimal_places": 4, **how})

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, str) and not _PLAIN.fullmatch(data.strip()):
            self.fail("invalid")
        return super().to_internal_value(data)
