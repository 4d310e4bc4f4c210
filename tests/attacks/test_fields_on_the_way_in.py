"""Mass assignment where strangers come in by API: a field that is not known is refused, and nothing is kept."""

from __future__ import annotations

import pytest

from tenants.rooms import public_room
from tests.addresses import PUBLIC
from tests.fuzz.operations import operations
from tests.users.program import Program, at_business, at_person, business, person_of
from users.models import SignUp, User

pytestmark = pytest.mark.django_db

EXTRA = [
    "is_active", "is_done", "is_staff", "email_proven_at", "phone_proven_at", "tenant", "tenant_id",
    "user", "user_id", "role", "password_set_at", "has_short_password", "accepted_at", "next",
]  # fmt: skip
# They want a step before them; those of the sign-up are tried below, each in its turn.
STEPS = (
    "sign-up/code/",
    "sign-up/person/",
    "sign-up/phone-code/",
    "sign-up/business/",
    "factor-recoveries/finish/",
)


def ways_in():
    """Every operation that reads something of a stranger."""
    return [each for each in operations(PUBLIC) if each.is_open and each.takes]


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


def test_no_way_in_takes_a_field_that_it_does_not_know(db):
    program = Program()
    passed = []
    for each in ways_in():
        path = each.path.removeprefix("/api/v1/")
        if path in STEPS:
            continue
        answer = program.send(each.method.upper(), path, dict.fromkeys(EXTRA, "1"))
        told = answer.json()
        if answer.status_code != 400 or set(told["fields"]) != set(EXTRA):
            passed.append(f"{each}: {answer.status_code} {told}")

    assert passed == []
    assert len(ways_in()) > 12
    with public_room():
        assert not SignUp.objects.exists()


@pytest.mark.parametrize("field", EXTRA)
def test_nor_does_a_step_of_a_sign_up(field):
    person = at_person(f"{field.replace('_', '-')}@ozols.example")

    refused = [
        person.post("sign-up/code/", code="000000", **{field: "1"}),
        person.put("sign-up/person/", **person_of(), **{field: "1"}),
    ]

    assert [(each.status_code, list(each.json()["fields"])) for each in refused] == [
        (400, [field])
    ] * 2
    with public_room():
        assert SignUp.objects.get().phone == ""


def test_nor_does_its_last_one():
    program = at_business()

    answer = program.put("sign-up/business/", **business(), owner="1", state="open")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["owner", "state"])
    with public_room():
        assert not User.objects.filter(email="egle@ozols.example").exists()
