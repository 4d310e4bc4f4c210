"""What a program sends is read as the document says, or refused by its name."""

import pytest

from tenants.rooms import workspace_of
from tests import make
from tests.fuzz.operations import PROVIDER, WORKSPACE, operations

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("urlconf", [WORKSPACE, PROVIDER])
def test_a_list_refuses_what_it_is_not_asked_for(urlconf, acme, alice, provider):
    client = alice.api if urlconf == WORKSPACE else provider
    with workspace_of(acme):
        invoice, note = make.issued_invoice().pk, make.issued_credit_note().pk
    lists = [o for o in operations(urlconf) if o.is_list]

    def known(path):
        if "tenants" in path:
            return acme.pk
        return note if "credit-notes" in path else invoice

    told = {}
    for each in lists:
        told[str(each)] = client.get(each.address(str(known(each.path))), {"surprise": "1"}).json()

    assert {name: list(body.get("fields", {})) for name, body in told.items()} == {
        str(o): ["surprise"] for o in lists
    }
    assert lists


@pytest.mark.parametrize("flag", ["maybe", "null", "1", "yes", ""])
def test_a_filter_that_is_no_flag_is_refused(alice, flag):
    answer = alice.api.get("/api/v1/parties/", {"is_customer": flag})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["is_customer"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", 7), ("name", True), ("payment_days", "7"), ("payment_days", True)]
    + [("is_customer", text) for text in ("yes", 1, 0, "true")],
)
def test_a_value_of_another_type_is_refused(alice, field, value):
    party = {"name": "SIA Maize", "country": "LV", field: value}

    answer = alice.api.post("/api/v1/parties/", party)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
