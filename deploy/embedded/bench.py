"""`bin/bench`: each module in the folder `bench/` is a benchmark of that name."""

import argparse
import os
import sys

from deploy.embedded import short_lived
from deploy.embedded.prepare import ROOT
from deploy.embedded.processes import Stopped


def main() -> int:
    """List the benchmarks, or return the status of the one that was named."""
    known = sorted(file.stem for file in (ROOT / "bench").glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=known or None, help="without it, list them")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    if not options.name:
        print("\n".join(known) or "There are no benchmarks yet.")
        return 0
    return _measure(options.name, ["--json"] if options.json else [])


def _measure(name: str, arguments: list[str]) -> int:
    """Run it on a server that keeps its promises: fsync and all."""
    command = [sys.executable, "-m", f"bench.{name}", *arguments]
    try:
        with short_lived.installation(fast=False) as (run, installation):
            environment = {**os.environ, **installation.builder}
            return run.in_front(command, environment=environment, folder=ROOT)
    except Stopped:
        return 130
