from __future__ import annotations

import pytest

from tenants.models import Tenant
from tests.isolation.marks import mark


@pytest.fixture
def marked(acme: Tenant, globex: Tenant) -> tuple[Tenant, Tenant]:
    """Each workspace holds one member more, who bears its name."""
    mark(acme, globex)
    return acme, globex
