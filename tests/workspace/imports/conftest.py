from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def kept_files(settings: Any, tmp_path: Path) -> Path:
    """Where the workspace keeps files, during one test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT
