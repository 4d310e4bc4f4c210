"""JSON from outside. Apart from `config.api`, since DRF's views load the parsers named first."""

from __future__ import annotations

import json
from typing import Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JSONParser(parsers.JSONParser):
    """JSON that can also be written again: not too deep, and of whole characters only."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            data = super().parse(*args, **kwargs)
            json.dumps(data, ensure_ascii=False).encode()  # a lone surrogate has no UTF-8
        except (RecursionError, UnicodeEncodeError):
            raise ParseError from None
        return data
