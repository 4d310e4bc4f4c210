from __future__ import annotations

from django_tasks import task

from billing.workflows.begin import begin_where_missing


@task(unique=True)
def begin_missing_subscriptions() -> None:
    begin_where_missing()
