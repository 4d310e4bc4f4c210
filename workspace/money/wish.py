"""What was asked for, as a digest: a repeat is told from another wish under the same key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def digest_of_wish(asked: Mapping[str, Any]) -> str:
    """SHA-256; 5.0 and 5.00 are the same."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, Decimal) else str(value)
