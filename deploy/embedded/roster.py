"""Which processes a run has started, written where the next run and the guard find it.

A child writes its own line between fork and exec, so that a run killed at any point leaves no
process unknown.
"""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.embedded import process_table

POLITE = 8.0  # seconds between the request to stop and SIGKILL
DATABASE = "database"  # stops last: the others hold connections to it


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    pid: int
    started: str
    whole_group: bool

    def signal(self, polite: bool) -> None:
        """PostgreSQL has its own words: SIGINT ends sessions and stops, SIGQUIT drops all."""
        if self.name == DATABASE:
            number = signal.SIGINT if polite else signal.SIGQUIT
        else:
            number = signal.SIGTERM if polite else signal.SIGKILL
        with contextlib.suppress(ProcessLookupError, PermissionError):
            (os.killpg if self.whole_group else os.kill)(self.pid, number)


class Roster:
    """One run's list, a JSON line per process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def enlist_me(self, name: str, *, whole_group: bool = True) -> None:
        """Called in the child, before it becomes the program."""
        me = process_table.one(os.getpid())
        if me is not None:
            entry = Entry(name, me.pid, me.started, whole_group and name != DATABASE)
            os.write(self._fd, json.dumps(asdict(entry)).encode() + b"\n")


def read(path: Path) -> list[Entry]:
    """The entries, last started first."""
    with contextlib.suppress(FileNotFoundError):
        return [Entry(**json.loads(line)) for line in reversed(path.read_text().splitlines())]
    return []


def end_all(path: Path, patience: float = POLITE) -> None:
    """Stop every process of the list that still lives, the database last, and remove the list."""
    entries = read(path)
    end((entry for entry in entries if entry.name != DATABASE), patience)
    end((entry for entry in entries if entry.name == DATABASE), patience)
    path.unlink(missing_ok=True)


def end(entries: Iterable[Entry], patience: float = POLITE) -> None:
    """Ask all, wait, insist; what a process left behind in its group goes with it."""
    living = alive(entries)
    for entry in living:
        entry.signal(polite=True)
    for entry in _wait(living, patience):
        entry.signal(polite=False)
    _wait(living, patience)


def alive(entries: Iterable[Entry]) -> list[Entry]:
    """Those still there; not one whose number belongs to another process by now."""
    table = process_table.every()
    return [entry for entry in entries if _is_alive(entry, table)]


def _is_alive(entry: Entry, table: process_table.Table) -> bool:
    process = table.get(entry.pid)
    if process and process.started != entry.started:
        return False
    if entry.whole_group:
        return any(each.group == entry.pid and not each.is_zombie for each in table.values())
    return process is not None and not process.is_zombie


def _wait(entries: list[Entry], patience: float) -> list[Entry]:
    deadline = time.monotonic() + patience
    while (entries := alive(entries)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return entries
