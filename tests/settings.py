"""The settings, and what makes tests quick. Nothing here changes what the code decides."""

import os

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.hashing.Declared"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

# Each worker has one of its own: "the last SMS" is none of the test that runs beside it.
OUTBOX_DIR = OUTBOX_DIR / os.environ.get("PYTEST_XDIST_WORKER", "main")  # noqa: F405

HOSTS_CHECKED_SECONDS = float("inf")  # a count of queries does not depend on how fast they are

# No test waits for spare schemas: those that are about them say how many.
SPARE_SCHEMAS_LEAST = SPARE_SCHEMAS_MOST = 0
