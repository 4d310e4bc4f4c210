from django.apps import AppConfig

from tenants import life


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from billing import demo  # their models must be loaded first
        from billing.workflows.begin import begin_with_workspace  # the same
        from billing.workflows.leave import leave  # the same

        life.opened.register(begin_with_workspace)
        life.demonstrated.register(demo.show)
        life.erasing.register(leave)
