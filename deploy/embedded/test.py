"""`bin/test`: the suite, on a database server of its own."""

import os
import sys

from deploy.embedded import short_lived
from deploy.embedded.prepare import ROOT
from deploy.embedded.processes import Stopped
from i18n import catalogues

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
# Each of the suite's hundred processes would compile every module anew.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
# Of what the suite takes the processors rest two fifths: a third worker uses them. What the caller
# says comes after, and wins.
USUAL = ["-n", "3", "-m", "not drill"]


def main() -> int:
    """Return pytest's own status."""
    catalogues.compile_all()
    command = [sys.executable, "-m", "pytest", *USUAL, *sys.argv[1:]]
    try:
        with short_lived.installation(fast=True) as (run, installation):
            environment = {**os.environ, **installation.builder, **SETTINGS, **COMPILED}
            return run.in_front(command, environment=environment, folder=ROOT)
    except Stopped:
        return 130
