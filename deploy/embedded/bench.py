"""`bin/bench`: each module in the folder `bench/` is a benchmark of that name."""

import argparse
import ast
import os
import sys
from pathlib import Path

from deploy.embedded import short_lived
from deploy.embedded.prepare import ROOT
from deploy.embedded.processes import Stopped


def main() -> int:
    """List the benchmarks, or return the status of the one that was named."""
    known = {_name(file): file for file in sorted((ROOT / "bench").glob("[a-z]*.py"))}
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=known, help="without it, list them")
    parser.add_argument("--json", action="store_true", help="print the figures as one line of JSON")
    options, sizes = parser.parse_known_args()  # a benchmark knows its own sizes
    if not options.name:
        print("\n".join(f"{name:<10} {_sentence(file)}" for name, file in known.items()))
        return 0
    return _measure(known[options.name].stem, [*sizes, *(["--json"] if options.json else [])])


def _name(file: Path) -> str:
    """`import_.py` cannot be called otherwise: `import` is a word of Python's own."""
    return file.stem.rstrip("_")


def _sentence(file: Path) -> str:
    told = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return told.partition("\n")[0]


def _measure(module: str, arguments: list[str]) -> int:
    """Run it on a server that keeps its promises: fsync and all."""
    command = [sys.executable, "-m", f"bench.{module}", *arguments]
    try:
        with short_lived.installation(fast=False) as (run, installation):
            environment = {**os.environ, **installation.builder}
            return run.in_front(command, environment=environment, folder=ROOT)
    except Stopped:
        return 130
