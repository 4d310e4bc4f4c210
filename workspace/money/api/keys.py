"""The header by which a repeat of a request is known."""

from __future__ import annotations

import re

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from workspace.money.errors import KeyMissing

_KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")

idempotency_key = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="Yours to choose, new for each payment. A repeat with the same key and body "
    "finds the same payment; with another body it is refused.",
)


def key_of(request: Request) -> str:
    """Raises KeyMissing. Every payment of the workspace has a key of its own."""
    key: str = request.headers.get("Idempotency-Key", "")
    if not _KEY.match(key):
        raise KeyMissing
    return key
