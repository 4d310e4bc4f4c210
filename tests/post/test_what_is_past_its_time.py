"""What is kept of an SMS, of mail that came back and of budgets goes when its time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.housekeeping import tidy
from post.models import Sms, Suppression, Tally
from tenants.rooms import public_room

pytestmark = pytest.mark.django_db


def test_old_rows_go_and_present_ones_stay():
    now = timezone.now()
    with public_room():
        for number, age in enumerate((89, 91)):
            at, mark = now - timedelta(days=age), f"{number:064}"
            Sms.objects.create(kind="users.code", reference=str(number), segments=1, at=at)
            Suppression.objects.create(mark=mark, reason="bounced", at=at)
        for number, until in enumerate((timedelta(hours=1), timedelta(hours=-1))):
            Tally.objects.create(mark=f"{number:064}", until=now + until, many=1)

    tidy()

    with public_room():
        assert list(Sms.objects.values_list("reference", flat=True)) == ["0"]
        assert [row.mark[-1] for row in Suppression.objects.all()] == ["0"]
        assert [row.mark[-1] for row in Tally.objects.all()] == ["0"]
