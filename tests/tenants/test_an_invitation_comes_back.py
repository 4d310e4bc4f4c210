"""Whoever invited somebody sees that the mail came back, and why."""

from __future__ import annotations

import pytest

from post.models import Delivery, Suppression
from post.workflows.bounce import came_back
from tenants.rooms import public_room
from tests.jobs_run import run_jobs

pytestmark = pytest.mark.django_db
DAISY, INVITATIONS = "daisy@acme.example", "/api/v1/invitations/"


@pytest.mark.parametrize(
    ("reason", "code", "said"),
    [
        ("bounced", "bounced", "There is no such mailbox, or it takes no mail."),
        ("complained", "complained", "Its reader called a mail of ours spam."),
    ],
)
def test_who_invites_sees_that_the_mail_came_back(alice, bob, acme, reason, code, said):
    alice.api.post(INVITATIONS, {"email": DAISY, "role": "viewer"})
    run_jobs()
    [one] = alice.api.get(INVITATIONS).json()["results"]
    assert one["came_back"] is None
    assert "came back" not in alice.browser.get("/people/").content.decode()

    with public_room():
        [sent] = Delivery.objects.filter(to=DAISY)
    mark = sent.message_id.strip("<>").partition("@")[0]
    came_back(DAISY, reason, letter=mark)

    [one] = alice.api.get(INVITATIONS).json()["results"]
    assert one["came_back"] == {"code": code, "detail": said}
    assert alice.api.get(f"{INVITATIONS}{one['id']}/").json() == one
    page = alice.browser.get("/people/").content.decode()
    assert (said in page, "To correct an address" in page) == (True, True)
    assert said not in bob.browser.get("/people/").content.decode()

    alice.api.put(f"{INVITATIONS}{one['id']}/letter/")  # while it is stopped
    run_jobs()
    [one] = alice.api.get(INVITATIONS).json()["results"]
    assert one["came_back"]["code"] == "stopped"

    with public_room():
        Suppression.objects.all().delete()
    alice.api.put(f"{INVITATIONS}{one['id']}/letter/")
    run_jobs()
    [one] = alice.api.get(INVITATIONS).json()["results"]
    assert one["came_back"] is None


def test_what_came_back_to_one_workspace_is_not_shown_to_another(alice, charlie):
    for person in (alice, charlie):
        person.api.post(INVITATIONS, {"email": DAISY, "role": "viewer"})
    run_jobs()
    with public_room():
        sent = Delivery.objects.get(to=DAISY, tenant=alice.home)
    came_back(DAISY, "bounced", letter=sent.message_id.strip("<>").partition("@")[0])

    told = {}
    for person in (alice, charlie):
        [one] = person.api.get(INVITATIONS).json()["results"]
        told[person.home.slug] = one["came_back"]
    assert (told["acme"]["code"], told["globex"]) == ("bounced", None)


def test_an_address_that_the_mail_server_refuses_is_told(alice):
    alice.api.post(INVITATIONS, {"email": DAISY, "role": "viewer"})
    run_jobs()
    for state, shown in (("failed", None), ("refused", "refused")):
        with public_room():
            sent = Delivery.objects.filter(to=DAISY)
            sent.update(state=state, error_code="SMTPRecipientsRefused")
        [one] = alice.api.get(INVITATIONS).json()["results"]
        assert (one["came_back"] or {"code": None})["code"] == shown
