import pytest

from tests.tenants.desk import Provider


@pytest.fixture
def provider(db: None) -> Provider:
    return Provider()
