"""`bin/shell`: Django's shell on the data of `bin/dev`, beside it or on its own."""

import argparse
import json
import os
import sys
from pathlib import Path

from deploy.embedded.authority import BASE_HOST
from deploy.embedded.installation import Installation
from deploy.embedded.postgres import Cluster
from deploy.embedded.prepare import ROOT
from deploy.embedded.processes import Run, Stopped, is_at_work
from deploy.embedded.refusal import Refusal


def main() -> int:
    """Return the status of the command; the builder's login is at hand, as for `bin/dev`."""
    parser = argparse.ArgumentParser(prog="bin/shell", description=__doc__)
    parser.add_argument("--state", type=Path, default=ROOT / "var" / "dev", help="as of bin/dev")
    options, words = parser.parse_known_args()
    state = options.state.resolve()
    command = [sys.executable, "manage.py", *(words or ["shell"])]
    if not (state / "secrets").is_dir():
        raise Refusal(f"There is nothing in {state} yet: start bin/dev once.")
    return _beside(state, command) if is_at_work(state) else _alone(state, command)


def _beside(state: Path, command: list[str]) -> int:
    os.chdir(ROOT)
    os.execve(command[0], command, _installation(state).builder)  # noqa: S606


def _alone(state: Path, command: list[str]) -> int:
    try:
        with Run(state) as run:
            installation = _installation(state)
            installation.cluster.start(run)
            installation.set_up()
            return run.in_front(command, environment=installation.builder, folder=ROOT)
    except Stopped:
        return 130


def _installation(state: Path) -> Installation:
    try:
        public_url = json.loads((state / "dev.json").read_text())["public_url"]
    except FileNotFoundError:
        public_url = f"https://{BASE_HOST}:8443"
    return Installation(Cluster(state), public_url=public_url)
