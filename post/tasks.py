from __future__ import annotations

from django_tasks import task

from jobs.schedules import daily
from post.models import Sms, Tally


@daily("03:50")
@task()
def forget_old_texts() -> None:
    """What became of an SMS is kept for 90 days; a budget until it begins anew."""
    Sms.objects.old().delete()
    Tally.objects.over().delete()
