"""The system's processes: from /proc, or from `ps` where there is none."""

import contextlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
HAS_PROC = (PROC / "self" / "stat").exists()


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    group: int
    started: str  # in the system's own words; with the pid it names one process for good
    is_zombie: bool


Table = dict[int, Process]


def every() -> Table:
    if not HAS_PROC:
        return {each.pid: each for each in map(_of_ps, _ps("-ax"))}
    pids = [int(folder.name) for folder in PROC.iterdir() if folder.name.isdigit()]
    return {each.pid: each for each in map(_of_proc, pids) if each}


def one(pid: int) -> Process | None:
    if HAS_PROC:
        return _of_proc(pid)
    return next(map(_of_ps, _ps("-p", str(pid))), None)


def stands_in(pid: int, folder: Path) -> bool:
    """Whether the process works in `folder`; without /proc, whether it is a PostgreSQL at all."""
    if HAS_PROC:
        with contextlib.suppress(OSError):
            return (PROC / str(pid) / "cwd").readlink() == folder
        return False
    told = subprocess.run(
        ["ps", "-p", str(pid), "-o", "comm="], capture_output=True, text=True, check=False
    )
    return told.stdout.strip().endswith("postgres")


def _of_proc(pid: int) -> Process | None:
    with contextlib.suppress(OSError):
        state, _, group, *fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return Process(pid, int(group), fields[16], state in "ZX")
    return None


def _ps(*which: str) -> list[str]:
    command = ["ps", *which, "-o", "pid=,pgid=,stat=,lstart="]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def _of_ps(line: str) -> Process:
    pid, group, state, started = line.split(None, 3)
    return Process(int(pid), int(group), started.strip(), state.startswith("Z"))
