"""Outlive a run that was killed, for as long as it takes to stop what it had started.

Run as a script with the run's roster; its standard input is a pipe that only the run holds, so end
of file means that the run is gone, however it went.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from deploy.embedded import roster


def post(path: Path, patience: float, *sign: Path) -> "subprocess.Popen[bytes]":
    """Start a guard in a session of its own, where no Ctrl-C reaches it.

    `sign` are the files that say that the run is at work: the guard takes them down first.
    """
    command = [sys.executable, "-I", __file__, str(path), str(patience), *map(str, sign)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True, cwd="/"
    )


def dismiss(guard: "subprocess.Popen[bytes]") -> None:
    """The run ends in order: the guard finds nothing left to do."""
    guard.communicate()


def _watch(path: Path, patience: float, *sign: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 1):
        pass
    for file in sign:
        file.unlink(missing_ok=True)
    roster.end_all(path, patience)


if __name__ == "__main__":
    _watch(Path(sys.argv[1]), float(sys.argv[2]), *map(Path, sys.argv[3:]))
