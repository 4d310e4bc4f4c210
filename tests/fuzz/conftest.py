from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings

from tenants.rooms import public_room
from tests import world
from users.models import ApiToken


@pytest.fixture
def provider_token(db: None) -> str:
    with public_room():
        return ApiToken.objects.make(name="the provider's desk")[1]


@pytest.fixture
def provider(provider_token: str) -> world.Program:
    return world.api_client(settings.PROVIDER_HOST, provider_token)


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """A line of figures for the end of the run."""
    return lambda line: record_property("figures", line)
