"""`bin/test`: the suite, on a fresh server of its own that nothing survives."""

import contextlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from deploy.embedded.installation import Installation
from deploy.embedded.postgres import Cluster
from deploy.embedded.prepare import ROOT
from deploy.embedded.processes import Run, Stopped
from deploy.embedded.refusal import Refusal

STATES = ROOT / "var" / "test"
PUBLIC_URL = "https://kontor.localhost:8443"
USUAL = ["-n", "2", "-m", "not drill"]  # what the caller says comes after, and wins
YOUNG = 60.0  # seconds in which a state may be between its making and its lock


def main() -> int:
    _sweep()
    state = Path(tempfile.mkdtemp(prefix="run-", dir=STATES))
    try:
        with Run(state) as run:
            cluster = Cluster(state, fast=True)
            cluster.start(run)
            installation = Installation(cluster, public_url=PUBLIC_URL)
            installation.set_up(may_create_databases=True)
            return _pytest(run, installation)
    except Stopped:
        return 130
    finally:
        _remove(state)


def _pytest(run: Run, installation: Installation) -> int:
    """Run it in front, where the terminal's Ctrl-C reaches it and a debugger can ask."""
    command = [sys.executable, "-m", "pytest", *USUAL, *sys.argv[1:]]
    environment = {**os.environ, **installation.builder}
    return run.in_front(command, environment=environment, folder=ROOT)


def _sweep() -> None:
    """Remove the states of runs that were killed."""
    STATES.mkdir(mode=0o700, parents=True, exist_ok=True)
    for state in STATES.glob("run-*"):
        with contextlib.suppress(
            FileNotFoundError, Refusal
        ):  # another run sweeps too, or it is in use
            if time.time() - state.stat().st_mtime > YOUNG:
                _remove(state)


def _remove(state: Path) -> None:
    with Run(state):  # refuses while another holds it; ends what a killed run left
        Cluster(state).remove()
        shutil.rmtree(state)
