from __future__ import annotations

from typing import Any

import pytest

from tests.isolation.conftest import _files, ours, theirs, vera
from tests.users.conftest import text_of_public_room

__all__ = ["_files", "ours", "text_of_public_room", "theirs", "vera"]


@pytest.fixture(autouse=True)
def _outbox(settings: Any, tmp_path: Any) -> None:
    settings.OUTBOX_DIR = tmp_path / "outbox"
