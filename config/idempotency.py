"""The header by which a repeat of a request is known (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import re

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from config.errors import Refusal

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")


def key_of(request: Request, missing: type[Refusal]) -> str:
    """1 to 200 visible ASCII characters. Raises `missing`, which says what the key is for."""
    key: str = request.headers.get(HEADER, "")
    if not _KEY.match(key):
        raise missing
    return key


def described(description: str) -> OpenApiParameter:
    """For the API's document."""
    schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
    return OpenApiParameter(
        HEADER, schema, OpenApiParameter.HEADER, required=True, description=description
    )
