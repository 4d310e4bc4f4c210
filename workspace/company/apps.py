from django.apps import AppConfig

from tenants import life


class CompanyConfig(AppConfig):
    name = "workspace.company"

    def ready(self) -> None:
        from workspace.company.opening import open_company  # its models must be loaded first

        life.opened.register(open_company)
