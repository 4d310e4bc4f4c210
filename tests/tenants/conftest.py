from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tenants.desk import Provider
from tests.tenants.releases import Releases


@pytest.fixture
def provider(db: None) -> Provider:
    return Provider()


@pytest.fixture
def releases(tmp_path: Path) -> Iterator[Releases]:
    made = Releases(tmp_path)
    yield made
    made.end()
