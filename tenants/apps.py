from django.apps import AppConfig

from config import confirming


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        # All of these know models, which are there once apps are loaded.
        from jobs import housekeeping
        from tenants import checks  # noqa: F401 - registers the checks
        from tenants.confirmed.erasing import ERASE  # the same
        from tenants.confirmed.factor_demand import FACTOR_OPERATIONS  # the same
        from tenants.confirmed.own_domains import MAKE_PRIMARY  # the same
        from tenants.confirmed.people import PEOPLE_OPERATIONS  # the same
        from tenants.models import HostChange  # the same

        housekeeping.register(HostChange.objects.past)
        for operation in [ERASE, MAKE_PRIMARY, *FACTOR_OPERATIONS, *PEOPLE_OPERATIONS]:
            confirming.register(operation)
