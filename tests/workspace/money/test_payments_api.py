"""`/api/v1/payments/`: recorded once, allocated, taken back and reversed by the API."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.rooms import public_room, workspace_of
from tests import make
from workspace.money.models import Allocation, Payment

pytestmark = pytest.mark.django_db
HERE = "/api/v1/payments/"


@pytest.fixture
def party(acme):
    with workspace_of(acme):
        make.company()
        return make.party(name="SIA Maize")


@pytest.fixture
def invoice(acme, party):
    """35.09 to pay."""
    with workspace_of(acme):
        return make.issued_invoice(party=party)


@pytest.fixture
def payment(acme, party):
    """50.00 in advance."""
    with workspace_of(acme):
        return make.payment(party=party)


def asked(payer, *shares, **values):
    given = {
        "party": str(payer.pk),
        "date": make.TODAY.isoformat(),
        "amount": "50.00",
        "currency": "EUR",
        **values,
    }
    named = [{"invoice": str(invoice.pk), "amount": amount} for invoice, amount in shares]
    return {**given, "allocations": named} if named else given


def record(person, body, key="key-1"):
    return person.api.post(HERE, body, headers={"Idempotency-Key": key})


def test_a_payment_is_recorded_with_what_it_pays(bob, acme, party, invoice):
    told = record(bob, asked(party, (invoice, "35.09"), method="card", reference="A1"))

    assert told.status_code == 201
    body = told.json()
    assert (body["amount"], body["rest"], body["method"], body["reference"]) == (
        "50.00",
        "14.91",
        "card",
        "A1",
    )
    (paid,) = body["allocations"]
    assert (paid["invoice"], paid["label"], paid["amount"]) == (
        str(invoice.pk),
        "INV-00001",
        "35.09",
    )
    assert bob.api.get(f"{HERE}{body['id']}/").json() == body


def test_a_repeat_with_the_same_key_records_nothing_more(bob, acme, party, invoice):
    body = asked(party, (invoice, "35.09"))

    first, again = record(bob, body), record(bob, body)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    with workspace_of(acme):
        assert (Payment.objects.count(), Allocation.objects.count()) == (1, 1)


def test_the_same_key_with_another_body_is_refused(bob, acme, party):
    record(bob, asked(party))

    refused = record(bob, asked(party, amount="51.00"))

    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    with workspace_of(acme):
        assert Payment.objects.count() == 1


def test_another_key_is_another_payment(bob, acme, party):
    record(bob, asked(party), "one")
    record(bob, asked(party), "two")

    with workspace_of(acme):
        assert Payment.objects.count() == 2


@pytest.mark.parametrize(
    "headers", [{}, {"Idempotency-Key": "a b"}, {"Idempotency-Key": "x" * 201}]
)
def test_without_a_key_nothing_is_recorded(bob, acme, party, headers):
    refused = bob.api.post(HERE, asked(party), headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_missing")
    with workspace_of(acme):
        assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("values", "status", "fields"),
    [
        ({"amount": "0"}, 422, {"amount"}),
        ({"amount": "1.001"}, 422, {"amount"}),
        ({"amount": "1e3"}, 400, {"amount"}),
        ({"amount": "NaN"}, 400, {"amount"}),
        ({"currency": "XXX"}, 400, {"currency"}),
        ({"method": "gold"}, 400, {"method"}),
        ({"date": "2999-01-01"}, 422, {"date"}),
        ({"party": str(uuid4())}, 422, {"party"}),
        ({"colour": "red"}, 400, {"colour"}),
    ],
)
def test_what_cannot_be_is_refused_by_field(bob, acme, party, values, status, fields):
    refused = record(bob, asked(party, **values))

    assert (refused.status_code, set(refused.json()["fields"])) == (status, fields)
    with workspace_of(acme):
        assert not Payment.objects.exists()


def test_too_much_is_refused_and_named(bob, acme, party, invoice):
    refused = record(bob, asked(party, (invoice, "35.10")))

    assert (refused.status_code, refused.json()["code"]) == (422, "cannot_be_allocated")
    assert list(refused.json()["fields"]) == [f"allocations.{invoice.pk}"]
    with workspace_of(acme):
        assert not Payment.objects.exists()


def test_an_invoice_is_named_once(bob, party, invoice):
    refused = record(bob, asked(party, (invoice, "1"), (invoice, "2")))

    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["allocations"])


def test_put_says_all_that_a_payment_pays(bob, acme, payment, invoice):
    place = f"{HERE}{payment.pk}/allocations/"
    wanted = {"allocations": [{"invoice": str(invoice.pk), "amount": "20"}]}

    first, again = bob.api.put(place, wanted), bob.api.put(place, wanted)
    nothing = bob.api.put(place, {"allocations": []})

    assert (first.status_code, first.json()["rest"]) == (200, "30.00")
    assert again.json() == first.json()
    assert (nothing.json()["rest"], nothing.json()["allocations"]) == ("50.00", [])


def test_a_reversal_is_said_once_and_stays(bob, acme, payment, invoice):
    place = f"{HERE}{payment.pk}/reversal/"

    first = bob.api.put(place, {"reason": "Twice"})
    again = bob.api.put(place, {"reason": "Another"})
    refused = bob.api.put(
        f"{HERE}{payment.pk}/allocations/",
        {"allocations": [{"invoice": str(invoice.pk), "amount": "1"}]},
    )

    assert (first.status_code, first.json()["is_reversed"], first.json()["rest"]) == (
        200,
        True,
        "0.00",
    )
    reversal = first.json()["reversal"]
    assert (reversal["reason"], reversal["by"]) == ("Twice", "Bob")
    assert again.json() == first.json()
    assert (refused.status_code, refused.json()["code"]) == (409, "reversed")


def test_a_payment_is_never_changed_or_deleted(bob, payment):
    place = f"{HERE}{payment.pk}/"

    for call in (bob.api.put, bob.api.patch, bob.api.delete):
        assert call(place, {}).status_code == 405


def test_the_list_is_filtered(bob, acme, party, payment, invoice):
    with workspace_of(acme):
        cash = make.payment(method="cash", date=make.TODAY - timedelta(days=9))
        payment.allocate({invoice.pk: Decimal("5")}, by=payment.created_by)
        cash.reverse(by=cash.created_by, reason="Wrong")

    def found(query):
        return [one["id"] for one in bob.api.get(f"{HERE}?{query}").json()["results"]]

    both = [str(payment.pk), str(cash.pk)]
    assert found("") == both
    assert found("method=cash") == both[1:]
    assert found("reversed=true") == both[1:]
    assert found("reversed=false") == both[:1]
    assert found(f"invoice={invoice.pk}") == both[:1]
    assert found(f"party={party.pk}") == both[:1]
    assert found(f"q={party.name}+none") == []
    assert found("q=sia") == both
    assert found(f"date_to={make.TODAY - timedelta(days=9)}") == both[1:]


def test_an_invoice_tells_its_settlement(bob, acme, party, payment, invoice):
    with workspace_of(acme):
        payment.allocate({invoice.pk: Decimal("5")}, by=payment.created_by)
        make.invoice(party=party)

    told = bob.api.get(f"/api/v1/invoices/{invoice.pk}/").json()
    listed = bob.api.get("/api/v1/invoices/?settlement=part").json()["results"]

    assert (told["paid"], told["open"], told["settlement"], told["is_overdue"]) == (
        "5.00",
        "30.09",
        "part",
        False,
    )
    assert [one["id"] for one in listed] == [str(invoice.pk)]
    for other in ("unpaid", "paid", "overpaid", "overdue", "nothing"):
        assert bob.api.get(f"/api/v1/invoices/?settlement={other}").json()["count"] == 0
    assert bob.api.get("/api/v1/invoices/?settlement=gold").status_code == 400


def test_a_party_s_balances_are_told_by_currency(bob, acme, party, payment, invoice):
    told = bob.api.get(f"/api/v1/parties/{party.pk}/balances/")

    assert told.json() == [
        {
            "currency": "EUR",
            "open": "35.09",
            "overdue": "0.00",
            "overpaid": "0.00",
            "advance": "50.00",
        }
    ]


@pytest.mark.parametrize("place", [HERE, "/api/v1/invoices/"])
def test_a_list_asks_as_much_for_three_as_for_one(bob, acme, party, place):
    counts = []
    for more in (1, 2):
        with workspace_of(acme):
            for _ in range(more):
                invoice = make.issued_invoice(party=party)
                make.payment(party=party, allocations={invoice.pk: Decimal("5")})
        bob.api.get(place)  # the host is remembered for a second
        with CaptureQueriesContext(connection) as queries:
            bob.api.get(place)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_charlie_is_refused(charlie, acme, party, payment):
    one = f"{HERE}{payment.pk}/"
    for place in (HERE, one, f"/api/v1/parties/{party.pk}/balances/"):
        assert charlie.api_at(acme).get(place).status_code == 401
        assert charlie.at(acme).get(place).status_code == 404
    for place in (f"{one}allocations/", f"{one}reversal/"):
        assert charlie.api_at(acme).put(place, {}).status_code == 401
        assert charlie.at(acme).put(place).status_code == 404
    assert charlie.api.get(one).status_code == 404
    assert charlie.api.put(f"{one}reversal/", {"reason": "x"}).status_code == 404
    with workspace_of(acme):
        assert not Payment.objects.get().is_reversed


@pytest.mark.parametrize(("role", "looks"), [("purchaser", 403), ("viewer", 200)])
def test_who_may_not_record_may_look_or_not(bob, acme, party, payment, role, looks):
    with public_room():
        type(bob.membership).objects.filter(pk=bob.membership.pk).update(role=role)

    assert bob.api.get(HERE).status_code == looks
    assert record(bob, asked(party)).status_code == 403
    one = f"{HERE}{payment.pk}/"
    assert bob.api.put(f"{one}reversal/", {"reason": "x"}).status_code == 403
    assert bob.api.put(f"{one}allocations/", {"allocations": []}).status_code == 403
