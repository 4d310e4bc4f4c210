"""bin/dev, as a person uses and abuses it: each test runs the real command."""

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded import ports, socket_folder
from deploy.embedded.account import Account
from deploy.embedded.postgres import Cluster
from deploy.embedded.prepare import ROOT
from deploy.embedded.processes import Run
from tests.deploy.conftest import free_port

NOBODY = 65534
pytestmark = pytest.mark.drill

KEYS = {
    "public_url",
    "http_url",
    "provider_url",
    "workspaces",
    "ca_file",
    "provider_token",
    "people",
    "staff",
    "workspace_tokens",
    "outbox_dir",
    "outbox_url",
}


@dataclass
class Dev:
    """One bin/dev at work, in a session of its own like a terminal's."""

    state: Path
    port: int
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def facts(self) -> dict[str, Any]:
        return json.loads((self.state / "dev.json").read_text())

    def said(self) -> str:
        return self.output.read_text()

    def is_answering(self) -> bool:
        return ports.answers("acme.kontor.localhost", self.port, self.state / "ca.pem")

    def press_ctrl_c(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)


@contextlib.contextmanager
def serving(state: Path, *, root: Path = ROOT, **start: Any) -> Iterator[Dev]:
    """Yields when dev.json is there; a test that fails leaves no process either."""
    state.parent.mkdir(parents=True, exist_ok=True)
    port, output = free_port(), state.with_name(state.name[:40] + ".out")
    command = [root / "bin" / "dev", "--state", state]
    command += ["--port", str(port), "--http-port", str(free_port())]
    with output.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, start_new_session=True, cwd="/", **start
        )
    dev = Dev(state, port, process, output)
    try:
        wait_for(lambda: (state / "dev.json").exists() or process.poll() is not None, 300)
        assert process.poll() is None, dev.said()
        yield dev
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def wait_for(condition: Any, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def processes_of(state: Path, home: Path | None = None) -> list[str]:
    """The command lines of everything that names the state, or stands in its database's home."""
    home = home or Cluster(state).home
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (folder / "cmdline").read_bytes()
            environment = (folder / "environ").read_bytes()
            place = str((folder / "cwd").readlink())
            if str(state).encode() in command + environment or place.startswith(str(home)):
                found.append(command.replace(b"\0", b" ").decode())
    return found


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "state"
    yield folder
    remove(folder)


def remove(state: Path) -> None:
    with Run(state):
        Cluster(state).remove()


def test_it_says_where_everything_is_and_ctrl_c_leaves_nothing(state):
    with serving(state, env={**os.environ, "KONTOR_SERVER_THREADS": "7"}) as dev:
        facts = dev.facts
        assert set(facts) == KEYS
        assert stat.S_IMODE((state / "dev.json").stat().st_mode) == 0o600
        assert facts["public_url"] == f"https://kontor.localhost:{dev.port}"
        assert facts["provider_url"] == f"https://provider.kontor.localhost:{dev.port}"
        assert facts["http_url"].startswith("http://provider.kontor.localhost:")
        assert len(facts["workspaces"]) == 2
        assert dev.is_answering()
        assert all(word in dev.said() for word in [facts["public_url"], facts["ca_file"]])
        assert len(processes_of(state)) > 5
        servers = [command for command in processes_of(state) if "granian" in command]
        assert {"--blocking-threads 7" in command for command in servers} == {True}

        assert dev.press_ctrl_c() == 0

        assert processes_of(state) == []
        assert not (state / "dev.json").exists()


def test_killed_it_leaves_nothing_and_the_next_start_goes_on_with_the_same_data(state):
    with serving(state) as dev:
        first = dev.facts
        database = (Cluster(state).server / "made-for").stat().st_ino
        dev.process.kill()
        dev.process.wait()
        wait_for(lambda: not processes_of(state))
        assert not (state / "dev.json").exists()

    with serving(state) as dev:
        assert dev.is_answering()
        assert (Cluster(state).server / "made-for").stat().st_ino == database
        assert dev.facts["provider_token"] == first["provider_token"]
        assert dev.facts["public_url"] == f"https://kontor.localhost:{dev.port}"
        assert "Installing" not in dev.said()


def test_two_serve_at_once_one_in_a_path_with_spaces_one_in_a_very_long_one(tmp_path):
    spaced = tmp_path / "with some spaces" / "and 'quotes'"
    long = tmp_path.joinpath(*["a folder with quite a long name " * 4] * 3, "state")
    try:
        with serving(spaced) as one, serving(long) as other:
            assert one.is_answering()
            assert other.is_answering()
            assert one.facts["provider_token"] != other.facts["provider_token"]
            assert len(str(long)) > 400
    finally:
        remove(spaced)
        remove(long)


def test_a_second_one_is_told_why_it_cannot_start(state, tmp_path):
    def refused(where, port):
        command = [ROOT / "bin" / "dev", "--state", where, "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        return done.returncode, done.stderr.strip()

    with serving(state) as dev:
        assert refused(state, free_port()) == (
            1,
            f"Already running on {state}. Stop that one first, or give this one another --state.",
        )
        assert refused(tmp_path / "other", dev.port) == (
            1,
            f"Port {dev.port} is in use by another program; choose another with --port.",
        )


def test_starting_over_forgets_the_data_and_keeps_the_authority(state):
    with serving(state) as dev:
        token, authority = dev.facts["provider_token"], (state / "ca.pem").read_bytes()
        (state / "files" / "kept.txt").write_text("from before")

    done = serving_afresh(state)

    assert done["provider_token"] != token
    assert (state / "ca.pem").read_bytes() == authority
    assert not (state / "files" / "kept.txt").exists()


def serving_afresh(state: Path) -> dict[str, Any]:
    port = free_port()
    command = [ROOT / "bin" / "dev", "--state", state, "--fresh", "--port", str(port)]
    command += ["--http-port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        wait_for(lambda: (state / "dev.json").exists(), 300)
        facts = json.loads((state / "dev.json").read_text())
        process.send_signal(signal.SIGTERM)
    return facts


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_serves_from_a_clone_in_a_private_home(private_home):
    clone, start = private_home / "kontor", as_nobody(private_home)
    with serving(clone / "var" / "dev", root=clone, **start) as dev:
        assert dev.is_answering()
        assert stat.S_IMODE(private_home.stat().st_mode) == 0o700
        assert (clone / "var" / "dev" / "database" / "server" / "data").stat().st_uid == NOBODY

        assert dev.press_ctrl_c() == 0

        assert processes_of(dev.state, dev.state) == []


@pytest.fixture
def private_home() -> Iterator[Path]:
    """A home of nobody's that nobody else may enter, with a clone that has no environment yet."""
    home = Path("/var/tmp") / f"kontor drill {os.getpid()}"  # noqa: S108 - removed below
    home.mkdir(mode=0o700)
    left_out = shutil.ignore_patterns(".git", ".venv*", "var", "*_cache", "__pycache__")
    shutil.copytree(ROOT, home / "kontor", ignore=left_out)
    (home / "kontor" / "var").mkdir()
    for path in [home, *home.rglob("*")]:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    yield home
    database = home / "kontor" / "var" / "dev" / "database"
    socket_folder.remove(database, Account(NOBODY, NOBODY, is_lent=False))
    shutil.rmtree(home)


def as_nobody(home: Path) -> dict[str, Any]:
    """How to start a program as a user without power, whose Python is the system's."""
    whom = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    for python in ("/usr/bin/python3", "/usr/local/bin/python3"):
        check = "import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 11))"
        with contextlib.suppress(OSError):
            if subprocess.run([python, "-c", check], check=False, **whom).returncode == 0:
                path = f"{Path(python).parent}:/usr/bin:/bin"
                return {**whom, "env": {**os.environ, "HOME": str(home), "PATH": path}}
    return pytest.skip("this machine has no Python 3.11 with venv that every user may run")
