from django.apps import AppConfig

from tenants import life


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from billing import demo  # their models must be loaded first
        from billing.models.plan import THERE_IS_A_DEFAULT  # the same
        from billing.workflows.begin import begin_with_workspace  # the same
        from billing.workflows.leave import leave  # the same

        life.opened.register(begin_with_workspace, matters=THERE_IS_A_DEFAULT)
        life.demonstrated.register(demo.show)
        life.erasing.register(leave)
