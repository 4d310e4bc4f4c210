from __future__ import annotations

from django_tasks import task

from jobs.schedules import daily
from post.models import Sms, Suppression, Tally


@daily("03:50")
@task()
def forget_what_is_old() -> None:
    """What became of an SMS, and that mail came back, for 90 days; a budget until it begins anew."""
    Sms.objects.old().delete()
    Tally.objects.over().delete()
    Suppression.objects.old().delete()
