import pytest

from tenants.rooms import public_room
from tests.billing import make
from tests.tenants.desk import Provider


@pytest.fixture
def provider(db):
    return Provider()


@pytest.fixture
def in_public(db):
    with public_room():
        yield


@pytest.fixture
def plan(db):
    """What workspaces begin with: 19 EUR a month, 30 days to try."""
    with public_room():
        return make.plan(is_default=True)


@pytest.fixture
def subscription(plan, acme):
    """Acme's, with nobody who pays yet."""
    with public_room():
        return make.subscription(acme, plan)


@pytest.fixture
def payer(subscription, alice):
    """Acme's payer: a company that Alice looks after."""
    with public_room():
        payer = make.payer(by=alice)
        subscription.pay_by(payer, by=make.KONTOR)
    return payer
