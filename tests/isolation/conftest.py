from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tenants.models import Membership, Tenant
from tenants.rooms import public_room
from tests import world
from tests.isolation.marks import mark
from tests.isolation.planted import Planted, plant
from users.models import User


@pytest.fixture
def marked(acme: Tenant, globex: Tenant) -> tuple[Tenant, Tenant]:
    """Each workspace holds one member more, who bears its name."""
    mark(acme, globex)
    return acme, globex


@pytest.fixture
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def ours(_files: None, acme: Tenant, alice: world.Person) -> Planted:
    """Rows of each kind in Acme."""
    return plant(acme, alice)


@pytest.fixture
def theirs(_files: None, globex: Tenant, charlie: world.Person) -> Planted:
    """Rows of each kind in Globex."""
    return plant(globex, charlie)


@pytest.fixture
def vera(acme: Tenant) -> world.Person:
    """She may look at Acme."""
    with public_room():
        user = User.objects.create_user("vera@acme.example", world.PASSWORD, name="Vera")
        Membership.objects.create(tenant=acme, user=user, role="viewer")
    return world.Person("vera@acme.example", acme)
