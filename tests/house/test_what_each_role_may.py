"""Every address of a workspace × each of the five roles, against the table of `docs/roles.md`."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest
from rest_framework.permissions import SAFE_METHODS

from config import problems
from tenants.middleware import OPEN_PATHS
from tenants.models import Membership
from tenants.roles import AREAS
from tenants.rooms import public_room
from tests import world
from tests.addresses import WORKSPACE, addresses
from users.models import ApiToken, User

pytestmark = pytest.mark.django_db
ROLES = ["owner", "accountant", "sales", "purchaser", "viewer"]
TABLE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"

# The area that each address belongs to, by how it begins. What stands in none is everybody's own.
AREA_OF = {
    "/people/invit": "invitations",
    "/people/": "people",
    "/tokens/": "programs",
    "/invoices/": "sales",
    "/parties/": "parties",
    "/items/": "items",
    "/money/": "payments",
    "/imports/": "imports",
    "/settings/": "company",
    "/api/v1/members/": "people",
    "/api/v1/second-factor-demand/": "people",
    "/api/v1/invitations/": "invitations",
    "/api/v1/tokens/": "programs",
    "/api/v1/company/": "company",
    "/api/v1/tax-codes/": "company",
    "/api/v1/parties/": "parties",
    "/api/v1/items/": "items",
    "/api/v1/invoices/": "sales",
    "/api/v1/credit-notes/": "sales",
    "/api/v1/payments/": "payments",
    "/api/v1/imports/": "imports",
}
NOBODYS = {"/", "/confirm/{confirmation_id}/", "/api/v1/schema/", "/api/v1/docs/"}
OWN = "/api/v1/confirmations/"  # what oneself has asked for
# Pages that are read by GET only to change something: their form is for those who may.
FORMS = re.compile(
    r"/(new|edit|invite|removal|undo|reverse|credit|send)/$|^/people/\{|^/tokens/\{|^/items/\{item_id\}/$|^/invoices/\{document_id\}/edit/$"
)


def area_of(path: str) -> str | None:
    if path in NOBODYS | OPEN_PATHS or path.startswith(OWN):
        return None
    return next(area for start, area in AREA_OF.items() if path.startswith(start))


def may(role: str, area: str, *, looks: bool) -> bool:
    return role in (AREAS[area].looks if looks else AREAS[area].changes)


class AnyId(dict):
    def __missing__(self, name):
        return str(uuid.uuid4())


@pytest.fixture(params=ROLES)
def somebody(request, acme, alice):
    with public_room():
        user = User.objects.create_user("x@acme.example", world.PASSWORD, name="X")
        Membership.objects.create(tenant=acme, user=user, role=request.param)
    return request.param, world.Person("x@acme.example", acme)


def asked(client, address, method):
    client.raise_request_exception = False
    kind = "application/json" if address.is_api else "application/x-www-form-urlencoded"
    body = b"{}" if address.is_api and method not in SAFE_METHODS else b""
    return client.generic(method, address.filled(AnyId()), body, content_type=kind)


def is_said_properly(address, answer) -> bool:
    """A page, or the one body of every refusal."""
    if address.is_api:
        told = answer["Content-Type"] == problems.CONTENT_TYPE
        return told and answer.json()["code"] == "not_allowed"
    return answer["Content-Type"].startswith("text/html") and b"<h1>" in answer.content


def test_every_address_stands_in_an_area():
    areas = {area_of(each.path) for each in addresses(WORKSPACE)}

    assert areas == {*AREAS, None}


def test_each_role_gets_403_where_the_table_says_so_and_only_there(somebody):
    """An id leads to nothing, so who may gets another answer than 403, and changes nothing."""
    role, person = somebody
    wrong, refused, let_in = [], 0, 0
    for address in addresses(WORKSPACE):
        area = area_of(address.path)
        if area is None:
            continue
        for method in address.methods:
            looks = method in SAFE_METHODS and (address.is_api or not FORMS.search(address.path))
            client = person.api if address.is_api else person.browser
            answer = asked(client, address, method)
            if answer.status_code == 405:
                continue
            allowed = may(role, area, looks=looks)
            refused, let_in = refused + (not allowed), let_in + allowed
            if allowed is (answer.status_code == 403):
                wrong.append(f"{role} {method} {address}: {answer.status_code}")
            elif not allowed and not is_said_properly(address, answer):
                wrong.append(f"{role} {method} {address}: {answer.content[:80]!r}")
    assert wrong == []
    assert let_in > 30
    assert refused > 10 or role == "owner"


def test_a_token_may_no_more_than_its_scopes_at_any_address(alice):
    """The owner's own token, narrowed to one area: nothing else opens, read or written."""
    for area in AREAS:
        with public_room():
            secret = ApiToken.objects.make(
                name=area, membership=alice.membership, scopes=f"{area}:read"
            )[1]
        client = world.api_client(alice.home.host, secret)
        for address in addresses(WORKSPACE):
            its_area = area_of(address.path)
            if not address.is_api or its_area is None:
                continue
            for method in address.methods:
                answer = asked(client, address, method)
                opens = its_area == area and method in SAFE_METHODS
                assert opens is (answer.status_code != 403), f"{area}: {method} {address}"


def test_the_table_for_people_says_what_the_code_does():
    """A row is an area, a column is a role: `changes`, `looks` or nothing."""
    rows = dict(re.findall(r"^\| `(\w+)` \|[^|]*\|(.*)\|$", TABLE.read_text("utf-8"), re.M))
    said = {
        area: dict(zip(ROLES, (word.strip() for word in row.split("|")), strict=True))
        for area, row in rows.items()
    }

    assert said == {area: {role: word(area, role) for role in ROLES} for area in AREAS}


def word(area: str, role: str) -> str:
    if may(role, area, looks=False):
        return "changes"
    return "looks" if may(role, area, looks=True) else "–"
