"""What one command has started: each child in its own session, with a log, none left behind."""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from deploy.embedded import guard, roster
from deploy.embedded.account import Account
from deploy.embedded.refusal import Refusal

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LAST_WORDS = 2000  # characters of a log that are shown when its process died


class Stopped(BaseException):
    """Somebody asked the command to stop: Ctrl-C, a polite kill, a closed terminal."""


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def report(self) -> str:
        """For the person at the terminal: where the log is, and how it ends."""
        end = self.log.read_bytes()[-LAST_WORDS:].decode(errors="replace").strip()
        status = self.process.poll()
        return f"(Exit {status}.) Its log, {self.log}, ends with:\n{end}"


class Run:
    """One command at work on one state. Leaving it, however that comes, stops all it started.

    Killed with -9, its guard does so; killed together with the guard, the next run does.
    """

    def __init__(self, state: Path, *sign: Path, patience: float = roster.POLITE) -> None:
        self.state = state.resolve()
        self.sign = [file.resolve() for file in sign]  # what tells others that we are at work
        self.patience = patience  # seconds in which a process may end politely
        self.children: list[Child] = []

    def __enter__(self) -> Self:
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _locked(self.state)
        for left in (self.state / "run").glob("*.roster"):
            roster.end_all(left, self.patience)
        self._before = {number: signal.signal(number, _stop) for number in ENDING}
        self.roster = roster.Roster(self.state / "run" / f"{os.getpid()}.roster")
        self.guard = guard.post(self.roster.path, self.patience, *self.sign)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        roster.end_all(self.roster.path, self.patience)
        for child in self.children:
            child.process.wait()
        guard.dismiss(self.guard)
        os.close(self._lock)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        folder: Path,
        account: Account | None = None,
    ) -> Child:
        """Start a child in its own session: Ctrl-C reaches only us, who stop it in our order."""
        log = _fresh_log(self.state / "logs" / f"{name}.log")
        with log.open("ab") as output:
            process = subprocess.Popen(
                command,
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: self.roster.enlist_me(name),  # no threads here
                **(account.start if account else {}),
            )
        self.children.append(child := Child(name, process, log))
        return child

    def finish(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], folder: Path
    ) -> None:
        """Run a child to its end, and refuse to go on if that was not a good one."""
        child = self.start(name, command, environment=environment, folder=folder)
        if child.process.wait() != 0:
            raise Refusal(f"The step {name} failed. {child.report()}")
        self.children.remove(child)

    def in_front(
        self, command: Sequence[str | Path], *, environment: Mapping[str, str], folder: Path
    ) -> int:
        """Run a command on our terminal to its end and return its status; Ctrl-C is for it."""
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=folder,
            preexec_fn=lambda: self.roster.enlist_me("in-front", whole_group=False),
        )
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            return process.wait()
        finally:
            _end(process)
            signal.signal(signal.SIGINT, _stop)

    def watch(self) -> None:
        """Return never: refuse as soon as a child has ended by itself."""
        while True:
            self.demand_life()
            time.sleep(0.3)

    def demand_life(self) -> None:
        for child in self.children:
            if not child.is_running:
                raise Refusal(f"The process {child.name} ended by itself. {child.report()}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(roster.POLITE)
    process.kill()
    process.wait()


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def is_at_work(state: Path) -> bool:
    """Whether a run holds this state."""
    try:
        os.close(_locked(state))
    except Refusal:
        return True
    return False


def _locked(state: Path) -> int:
    """One run for each state. The lock goes with the process, however that ends."""
    lock = os.open(state / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refusal(
            f"Already running on {state}. Stop that one first, or give this one another --state."
        ) from None
    return lock


def _fresh_log(log: Path) -> Path:
    """The log of this run; the one before it is kept as `.1`."""
    log.parent.mkdir(mode=0o700, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        log.replace(log.with_name(log.name + ".1"))
    log.touch(mode=0o600)
    return log
