"""`manage.py schedules`: what runs by the clock, and the last slot of each that has fired."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Max

from jobs.models import Firing
from jobs.schedules import schedules


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        fired = Firing.objects.values_list("schedule").annotate(Max("slot"))
        last = {name: f"last for {slot:%Y-%m-%d %H:%M:%S}" for name, slot in fired}
        for schedule in schedules():
            self.stdout.write(f"{schedule}, {last.get(schedule.name, 'not yet')}")
