from django.apps import AppConfig

from tenants import life


class SalesConfig(AppConfig):
    name = "workspace.sales"

    def ready(self) -> None:
        from workspace.sales.demo import fill  # its models must be loaded first

        life.demonstrated.register(fill)
