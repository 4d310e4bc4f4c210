"""What is kept of an SMS, of mail that came back and of budgets goes when its time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.housekeeping import tidy
from post.models import Delivery, Sms, Suppression, Tally
from tenants.rooms import public_room

pytestmark = pytest.mark.django_db


def test_old_rows_go_and_present_ones_stay(acme):
    now = timezone.now()
    with public_room():
        for number, age in enumerate((89, 91)):
            at, mark = now - timedelta(days=age), f"{number:064}"
            Sms.objects.create(kind="users.code", reference=str(number), segments=1, at=at)
            Suppression.objects.create(mark=mark, reason="bounced", at=at)
            sent = {"kind": "x", "to": "anna@maize.example", "reference": str(number), "at": at}
            Delivery.objects.create(message_id=f"<{number}>", state="sent", **sent)
            came_back = {
                **sent,
                "state": "bounced",
                "returned_at": now,
                "message_id": f"<b{number}>",
            }
            Delivery.objects.create(**came_back)
            Delivery.objects.create(
                **{**came_back, "message_id": f"<t{number}>"}, tenant_id=acme.pk
            )
        for number, until in enumerate((timedelta(hours=1), timedelta(hours=-1))):
            Tally.objects.create(mark=f"{number:064}", until=now + until, many=1)

    tidy()

    with public_room():
        assert list(Sms.objects.values_list("reference", flat=True)) == ["0"]
        # Of what a workspace sent and what came back the row stays with the workspace.
        left = Delivery.objects.order_by("pk").values_list("message_id", flat=True)
        assert list(left) == ["<0>", "<b0>", "<t0>", "<t1>"]
        assert [row.mark[-1] for row in Suppression.objects.all()] == ["0"]
        assert [row.mark[-1] for row in Tally.objects.all()] == ["0"]
