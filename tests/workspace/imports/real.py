"""The real file: a wholesaler's two days. It stands outside the project and is never copied in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

REAL_DATA = Path(
    os.environ.get("KONTOR_REAL_DATA") or settings.HOME.parent / "shared" / "data"
).expanduser()
SALES = REAL_DATA / "online-retail.csv"

needs_real_sales = pytest.mark.skipif(
    not SALES.is_file(),
    reason=f"the real sales are not here ({SALES}); KONTOR_REAL_DATA names where",
)
