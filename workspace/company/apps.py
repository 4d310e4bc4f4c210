from django.apps import AppConfig

from config import confirming
from tenants import life


class CompanyConfig(AppConfig):
    name = "workspace.company"

    def ready(self) -> None:
        from workspace.company.bank_account import ACCOUNT  # its models must be loaded first
        from workspace.company.opening import open_company  # so must these

        life.opened.register(open_company)
        confirming.register(ACCOUNT)
