"""django-tenants by its documentation: its backend, its router, its middleware first of all."""

import warnings

from bench.plain import settings as plain
from bench.plain.settings import *  # noqa: F403

# django-tenants looks into the database while it starts; that is nobody's news here.
warnings.filterwarnings("ignore", "Accessing the database during app initialization")

TENANT_APPS = plain.WORKSPACE_APPS
SHARED_APPS = ["django_tenants", "bench.plain", "django.contrib.sessions", *plain.PUBLIC_APPS]
INSTALLED_APPS = ["django_tenants", *plain.INSTALLED_APPS]
PG_EXTRA_SEARCH_PATHS = ["ext"]

DATABASES = {
    "default": {**plain.DATABASES["default"], "ENGINE": "django_tenants.postgresql_backend"}
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
MIDDLEWARE = ["django_tenants.middleware.main.TenantMainMiddleware", *plain.MIDDLEWARE]
