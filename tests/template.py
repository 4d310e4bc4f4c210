"""The template database of a run: both tenants, built once by whoever asks first."""

from __future__ import annotations

import fcntl
import warnings

from django.conf import settings
from django.db import connection

from tenants.workflows.migrate import migrate_everything
from tests import world
from tests.copies import RUN, TEMPLATE, begin_template


def stand_ready() -> None:
    """Leave the template built; who asks meanwhile waits."""
    shared = settings.MEDIA_ROOT.parent / f"template-{RUN}"  # beside the run's other files
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        built = shared.with_suffix(".built")
        if not built.exists():
            _build()
            built.touch()


def _build() -> None:
    """The empty database that was prepared is copied, migrated and peopled."""
    connection.close()
    begin_template(settings.DATABASES["default"]["NAME"])
    connection.settings_dict["NAME"] = TEMPLATE
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        migrate_everything(workspaces=False)
        world.build()
    connection.close()
