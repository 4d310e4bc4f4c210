from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        # Models are there once apps are loaded.
        from config import confirming
        from jobs import housekeeping  # knows models
        from tenants import checks  # noqa: F401 - registers the checks
        from tenants.confirmed.erasing import ERASE  # knows models
        from tenants.confirmed.factor_demand import FREE  # the same
        from tenants.confirmed.people import OPERATIONS  # knows models
        from tenants.models import HostChange  # a model

        housekeeping.register(HostChange.objects.past)
        confirming.register(ERASE)
        confirming.register(FREE)
        for operation in OPERATIONS:
            confirming.register(operation)
