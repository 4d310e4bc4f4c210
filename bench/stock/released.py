"""The settings of django-tenants, and the app whose releases are measured."""

from bench.releases.migrations import PACKAGE
from bench.stock import settings as stock
from bench.stock.settings import *  # noqa: F403

WORKSPACE_APPS = TENANT_APPS = [*stock.TENANT_APPS, "bench.releases"]
INSTALLED_APPS = [*stock.INSTALLED_APPS, "bench.releases"]
MIGRATION_MODULES = {"releases": PACKAGE}
