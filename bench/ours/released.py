"""Our settings, and the app whose releases are measured."""

from bench.releases.migrations import PACKAGE
from config import settings as ours
from config.settings import *  # noqa: F403

WORKSPACE_APPS = [*ours.WORKSPACE_APPS, "bench.releases"]
INSTALLED_APPS = [*ours.INSTALLED_APPS, "bench.releases"]
MIGRATION_MODULES = {"releases": PACKAGE}
