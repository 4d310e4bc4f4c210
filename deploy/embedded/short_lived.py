"""An installation for one command, on a fresh server that nothing survives.

As a program, `python -m deploy.embedded.short_lived WORDS`, it runs that command of manage.py;
KONTOR_* variables of the caller win, so that settings can be checked as production has them.
"""

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from deploy.embedded.installation import Installation
from deploy.embedded.postgres import Cluster
from deploy.embedded.prepare import ROOT
from deploy.embedded.processes import Run, Stopped
from deploy.embedded.refusal import Refusal

STATES = ROOT / "var" / "test"
PUBLIC_URL = "https://kontor.localhost:8443"
YOUNG = 60.0  # seconds in which a state may be between its making and its lock


@contextlib.contextmanager
def installation(*, fast: bool) -> Iterator[tuple[Run, Installation]]:
    """An installation whose owner may make databases; any number of them at once do not meet."""
    _sweep()
    state = Path(tempfile.mkdtemp(prefix="run-", dir=STATES))
    try:
        with Run(state) as run:
            cluster = Cluster(state, fast=fast)
            cluster.start(run)
            made = Installation(cluster, public_url=PUBLIC_URL)
            made.set_up(may_create_databases=True)
            yield run, made
    finally:
        _remove(state)


def _sweep() -> None:
    """Remove the states of commands that were killed."""
    STATES.mkdir(mode=0o700, parents=True, exist_ok=True)
    for state in STATES.glob("run-*"):
        with contextlib.suppress(FileNotFoundError, Refusal):  # in use, or another sweeps too
            if time.time() - state.stat().st_mtime > YOUNG:
                _remove(state)


def _remove(state: Path) -> None:
    with Run(state):  # refuses while another holds it; ends what a killed run left
        Cluster(state).remove()
        shutil.rmtree(state)


def main() -> int:
    command = [sys.executable, "manage.py", *sys.argv[1:]]
    given = {name: value for name, value in os.environ.items() if name.startswith("KONTOR_")}
    try:
        with installation(fast=True) as (run, made):
            return run.in_front(command, environment={**made.builder, **given}, folder=ROOT)
    except Stopped:
        return 130


if __name__ == "__main__":
    sys.exit(main())
