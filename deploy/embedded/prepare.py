"""Make the virtual environment, then go on inside it.

This runs before anything is installed, perhaps under an old Python: standard library and plain
syntax only.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator  # noqa: UP035 - subscriptable under the old Pythons that must hear why not

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DONE = VENV / "kontor-installed.json"
BEGUN = VENV / "kontor-installing"
OLDEST = (3, 11)
NAME = "python" + ".".join(map(str, sys.version_info[:2]))
NEWEST_FIRST = ["python3." + str(minor) for minor in range(20, OLDEST[1] - 1, -1)]


def enter(kind: str) -> None:
    """Return only under the project's own Python with the packages of `kind`: "run" or "develop".

    Leaves `.venv` behind; a second call installs nothing. Killed half-way, the next call starts
    that work again.
    """
    _demand_python()
    install(kind)
    if not _is_inside():
        sys.stdout.flush()
        os.execv(str(PYTHON), [str(PYTHON), *sys.argv])  # noqa: S606


def install(kind: str) -> None:
    """Leave `.venv` with the packages of `kind`, whatever was there."""
    with _alone() as lock:
        if not _is_ready(kind):
            _install(kind, lock)


def _demand_python() -> None:
    if sys.version_info[:2] >= OLDEST:
        return
    for name in NEWEST_FIRST:
        better = shutil.which(name)
        if better:
            os.execv(better, [better, *sys.argv])  # noqa: S606
    sys.exit(
        "Kontor needs Python 3.11 or newer; this is "
        + sys.version.split()[0]
        + " ("
        + sys.executable
        + ")."
    )


@contextlib.contextmanager
def _alone() -> "Iterator[int]":
    """Of two commands started at once one installs, and the other finds the work done.

    The programs that install hold the lock too, so that it outlives us as long as they do.
    """
    (ROOT / "var").mkdir(exist_ok=True)
    with open(ROOT / "var" / "venv.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another command is installing the packages; waiting for it ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def _is_inside() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def _is_ready(kind: str) -> bool:
    return not BEGUN.exists() and _installed().get(kind) == _lock_hash(kind) and _works()


def _installed() -> "dict[str, str]":
    """What was installed, as kind -> hash of its lock; nothing if the checkout was moved."""
    try:
        noted = dict(json.loads(DONE.read_text()))
    except (OSError, ValueError):
        return {}
    return noted if noted.get("place") == str(VENV) else {}


def _lock_file(kind: str) -> Path:
    return ROOT / "requirements" / (kind + ".txt")


def _lock_hash(kind: str) -> str:
    return hashlib.sha256(_lock_file(kind).read_bytes()).hexdigest()


def _works() -> bool:
    """Its Python starts, is its own, and has pip: not so after a move or a system's upgrade."""
    if _is_inside():
        return True
    probe = "import sys, importlib.util as u; print(sys.prefix if u.find_spec('pip') else '')"
    try:
        said = subprocess.run(
            [str(PYTHON), "-I", "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    return said.returncode == 0 and said.stdout.decode().strip() == str(VENV)


def _install(kind: str, lock: int) -> None:
    began = time.monotonic()
    if BEGUN.exists() or _was_moved() or not _works():
        _build(lock)
    BEGUN.touch()
    _forget(DONE)
    _pip_install(kind, lock)
    kinds = ["run", "develop"] if kind == "develop" else ["run"]
    DONE.write_text(json.dumps({"place": str(VENV), **{each: _lock_hash(each) for each in kinds}}))
    _forget(BEGUN)
    print(f"Packages installed in {time.monotonic() - began:.0f} s.", flush=True)


def _forget(note: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        note.unlink()


def _was_moved() -> bool:
    """An environment's scripts name the folder that it was made in."""
    return DONE.exists() and not _installed()


def _build(lock: int) -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        sys.exit(
            "This Python cannot make a virtual environment: it lacks the module ensurepip or venv. "
            f"On Debian or Ubuntu: apt install python3-venv, or {NAME}-venv."
        )
    print("Making the virtual environment .venv ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    BEGUN.touch()
    subprocess.run([_base_python(), "-m", "venv", str(VENV)], check=True, pass_fds=[lock])


def _base_python() -> str:
    """Not that of a virtual environment which the caller stands in: ours must not hang on it."""
    return getattr(sys, "_base_executable", "") or sys.executable


def _pip_install(kind: str, lock: int) -> None:
    """Run pip with what PIP_* in the environment says, and show how far it is."""
    pinned = _lock_file(kind)
    print(f"Installing {pinned.name} (about a minute the first time) ...", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    command += ["--no-compile", "--disable-pip-version-check", "-r", str(pinned)]
    said = []
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        pass_fds=[lock],
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            _show(line, sum(each.startswith("Collecting ") for each in said))
    if pip.returncode != 0:
        sys.exit("".join(said[-15:]) + f"pip could not install {pinned} (exit {pip.returncode}).")


def _show(line: str, packages: int) -> None:
    if line.startswith("Collecting ") and (sys.stdout.isatty() or packages % 20 == 0):
        print(f"  package {packages}: {line.split()[1]}", flush=True)
    elif line.startswith("Installing collected"):
        print("  unpacking ...", flush=True)


if __name__ == "__main__":
    _demand_python()
    install(sys.argv[1])
