"""The provider's programs make, narrow, replace and revoke their tokens by API; the first by hand."""

from __future__ import annotations

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.addresses import PROVIDER, addresses
from users.models import ApiToken

pytestmark = pytest.mark.django_db
HERE = "/api/v1/tokens/"
WISH = {"name": "Onboarding", "scopes": ["tenants:write"], "days": 30}


def desk(scopes="write"):
    with public_room():
        return world.api_client(
            settings.PROVIDER_HOST, ApiToken.objects.make(name="desk", scopes=scopes)[1]
        )


def with_secret(secret):
    return world.api_client(settings.PROVIDER_HOST, secret)


def lines():
    with public_room():
        found = PublicEntry.objects.filter(verb__startswith="token.").order_by("id")
        return [(each.verb, each.client[:4]) for each in found]


def test_the_first_token_is_made_by_hand(capsys):
    out = StringIO()
    call_command("make_token", "desk", "--scope", "tenants:read", stdout=out, stderr=StringIO())

    client = with_secret(out.getvalue().strip())
    assert client.get("/api/v1/tenants/").status_code == 200
    assert client.get(HERE).status_code == 403
    assert lines() == [("token.made", "comm")]


def test_a_token_is_made_shown_once_and_works(db):
    told = desk().post(HERE, WISH)

    assert told.status_code == 201
    secret = told.json()["token"]
    assert with_secret(secret).get("/api/v1/tenants/").status_code == 200
    again = desk().get(f"{HERE}{told.json()['id']}/").json()
    assert "token" not in again
    assert (again["scopes"], again["addresses"]) == (["tenants:write"], [])
    assert secret[-20:] not in str(desk().get(HERE).json())
    assert lines() == [("token.made", "kon_")]


def test_a_token_gives_no_more_than_it_may(db):
    narrow = desk("tokens:write tenants:read")

    for scopes in (["write"], ["read"], ["tenants:write"], ["letters:read"]):
        answer = narrow.post(HERE, {**WISH, "scopes": scopes})
        assert (answer.status_code, answer.json()["code"]) == (422, "more_than_yours"), scopes
    assert narrow.post(HERE, {**WISH, "scopes": ["tenants:read"]}).status_code == 201


def test_nor_does_it_replace_one_that_may_more(db):
    with public_room():
        strong, _ = ApiToken.objects.make(name="strong")

    answer = desk("tokens:write").post(f"{HERE}{strong.pk}/rotation/", {"overlap_hours": 0})

    assert answer.json()["code"] == "more_than_yours"


def test_a_token_is_replaced_at_once_and_revoked(db):
    made = desk().post(HERE, WISH).json()

    fresh = desk().post(f"{HERE}{made['id']}/rotation/", {"overlap_hours": 0}).json()

    assert with_secret(made["token"]).get("/api/v1/tenants/").status_code == 401
    assert with_secret(fresh["token"]).get("/api/v1/tenants/").status_code == 200
    assert desk().get(f"{HERE}{made['id']}/").json()["replaced_by"] == fresh["prefix"]
    for _ in range(2):
        assert desk().delete(f"{HERE}{fresh['id']}/").status_code == 204
    assert with_secret(fresh["token"]).get("/api/v1/tenants/").status_code == 401
    assert [verb for verb, _ in lines()] == ["token.made", "token.rotated", "token.revoked"]


def test_tokens_of_workspaces_are_not_the_providers(alice, charlie):
    assert alice.token
    with public_room():
        of_alice = ApiToken.objects.get(membership=alice.membership)

    client = desk()

    assert client.get(f"{HERE}{of_alice.pk}/").status_code == 404
    assert client.delete(f"{HERE}{of_alice.pk}/").status_code == 404
    assert str(of_alice.pk) not in str(client.get(HERE).json())
    assert world.api_client(settings.PROVIDER_HOST, charlie.token).get(HERE).status_code == 401


AREA_OF = {
    "/api/v1/tenants/{id}/subscription/": "billing",
    "/api/v1/tenants/": "tenants",
    "/api/v1/tokens/": "tokens",
    "/api/v1/staff/": "staff",
    "/api/v1/letters/": "letters",
    "/api/v1/suppressions/": "mail",
    "/api/v1/people/": "people",
    "/api/v1/plans/": "billing",
    "/api/v1/payers/": "billing",
}
OPEN = {"/api/v1/schema/", "/api/v1/docs/", "/language/"}


def area_of(path):
    """None: a person's own, where no program has anything to do."""
    return next((area for start, area in AREA_OF.items() if path.startswith(start)), None)


@pytest.mark.parametrize(
    "area", ["tenants", "billing", "letters", "mail", "people", "tokens", "staff"]
)
def test_a_narrow_token_opens_its_area_and_nothing_else(area):
    nowhere = "01890000-0000-7000-8000-000000000000"
    for scope, writes in ((f"{area}:read", False), (f"{area}:write", True)):
        client = desk(scope)
        for each in addresses(PROVIDER):
            if each.path in OPEN or not each.is_api:
                continue
            its_area = area_of(each.path)
            for method in each.methods:
                path = each.filled(dict.fromkeys(each.wants, nowhere))
                answer = client.generic(method, path, b"{}", content_type="application/json")
                opens = its_area == area and (writes or method == "GET")
                assert opens is (answer.status_code != 403), f"{scope}: {method} {each}"


def test_a_list_asks_the_same_of_one_and_of_three(db, django_assert_num_queries):
    client = desk()
    client.get(HERE)
    for _ in range(2):
        with django_assert_num_queries(3):  # who asks, how many, the tokens
            assert client.get(HERE).status_code == 200
        desk(), desk()
