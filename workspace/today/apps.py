from django.apps import AppConfig

from tenants import life


class TodayConfig(AppConfig):
    """Today stands on all the others; so it tells the demo what they did."""

    name = "workspace.today"

    def ready(self) -> None:
        from workspace.demo import fill  # its models must be loaded first

        life.demonstrated.register(fill)
