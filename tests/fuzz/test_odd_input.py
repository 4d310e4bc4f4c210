"""Every operation of each document, with what no honest program sends: refused, never an error."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tenants.rooms import workspace_of
from tests import make
from tests.fuzz.operations import PROVIDER, WORKSPACE, operations
from tests.fuzz.witness import Witness, raised

pytestmark = [pytest.mark.drill, pytest.mark.django_db]

BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "a BOM": b'\xef\xbb\xbf{"name": "x"}',
    "a lone surrogate": b'{"name": "\\ud800"}',
    "a NUL": b'{"name": "a\\u0000b", "note": "\\u0000"}',
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a huge number": b'{"payment_days": 1' + b"0" * 5_000 + b"}",
    "a huge float": b'{"quantity": 1e400, "payment_days": 1e400}',
    "no number": b'{"quantity": NaN, "payment_days": -Infinity}',
    "a key twice": b'{"name": "a", "name": "b"}',
    "a list": b"[]",
    "a text": b'"text"',
    "null": b"null",
    "a list of objects": b'[{"name": "x"}]',
    "an unknown field": b'{"surprise": 1}',
    "a field named nothing": b'{"": 1, "__proto__": {}}',
}
QUERIES = [
    "limit=%FF",
    "limit=%00",
    "offset=99999999999999999999999999",
    "limit=9223372036854775808",
    "q=%00",
    "q=%ED%A0%80",
    "q=" + "x" * 5_000,
    "ordering=password",
    "ordering=--id,,",
    "state=%F0%9F%92%A9",
    "party=0",
    "issued_from=9999-12-31",
    "issued_to=0001-01-01",
    "issued_from=10000-01-01",
    "number=1e999",
    "number=NaN",
    "number=99999999999999999999",
    "id__in=1",
    "slug[]=x&slug[]=y",
    "format=xml",
    "%FF=%FE",
]
VALUES = [
    None, True, 0, -1, 2**63, 10**400, 1.5, "", " ", "\x00", "\u202e", "x" * 100_000, "9999-12-31",
    "0001-01-01", "2024-02-30", "-0", "1e5", "٣", "NaN", "9" * 400, [], [[]], {}, [None], {"x": []},
]  # fmt: skip


@pytest.fixture(params=[WORKSPACE, PROVIDER])
def asked(request, acme, alice, provider):
    """A way to ask an operation as somebody who may; answers what was wrong with the answer."""
    client = alice.api if request.param == WORKSPACE else provider
    with workspace_of(acme):
        invoice = make.issued_invoice()
        known = {
            "party_id": str(invoice.party_id),
            "document_id": str(make.invoice().pk),
            "item_id": str(make.item().pk),
        }

    def ask(operation, body=b"{}", query="", kind="application/json", **headers):
        address = operation.path.format_map(Ids(known))
        with raised() as errors:
            answer = client.generic(
                operation.method.upper(),
                f"{address}?{query}" if query else address,
                body,
                content_type=kind,
                headers=headers,
            )
        return answer, [*errors, *Witness.faults_of(answer)]

    return ask, list(operations(request.param))


class Ids(dict):
    def __missing__(self, name):
        return "01890000-0000-7000-8000-000000000000"


@pytest.fixture(autouse=True)
def no_error_is_thrown_at_the_test(monkeypatch):
    """As a server has it: what we did not foresee is a 500, and counted."""
    monkeypatch.setattr(Client, "store_exc_info", lambda *given, **more: None)


def is_for_programs(operation):
    """A browser's way in takes no token, and at the provider's only people confirm."""
    return not operation.is_open and "/confirmations/" not in operation.path


def faults(found):
    return [f"{operation}: {what}: {fault}" for operation, what, wrong in found for fault in wrong]


def test_an_odd_body(asked):
    ask, every = asked
    found = [
        (each, name, ask(each, body)[1])
        for each in every
        if each.takes
        for name, body in BODIES.items()
    ]

    assert faults(found) == []
    assert found


def test_an_odd_value_of_each_field(asked):
    """All fields at once: each is read, and told of, by itself."""
    ask, every = asked
    found = [
        (
            each,
            f"{value!r:.40}",
            ask(each, json.dumps(dict.fromkeys(each.fields, value)).encode())[1],
        )
        for each in every
        if "application/json" in each.takes
        for value in VALUES
    ]

    assert faults(found) == []
    assert found


def test_an_odd_query(asked):
    ask, every = asked
    found = [
        (each, query, ask(each, query=query)[1])
        for each in every
        if each.method == "get"
        for query in QUERIES
    ]

    assert faults(found) == []
    assert found


def test_a_body_of_another_kind_is_not_read(asked):
    ask, every = asked
    kinds = ["text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense", ""]
    asked_as = [
        (each, kind) for each in every for kind in kinds if each.takes and kind not in each.takes
    ]
    answers = [(each, kind, *ask(each, b"name=x", kind=kind)) for each, kind in asked_as]

    assert faults([(each, kind, wrong) for each, kind, _, wrong in answers]) == []
    said = {answer.status_code for each, _, answer, _ in answers if is_for_programs(each)}
    assert said - {400, 404, 409} == {415}


def test_an_answer_of_another_kind_is_not_made(asked):
    """What is deleted has no answer to be made."""
    ask, every = asked
    answers = [(each, *ask(each, Accept="image/x-unknown")) for each in every]

    assert faults([(each, "Accept", wrong) for each, _, wrong in answers]) == []
    assert {answer.status_code for _, answer, _ in answers} <= {204, 404, 406, 409, 415}
