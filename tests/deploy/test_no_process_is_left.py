"""However a run ends, what it started ends with it, and nothing else does."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.embedded import process_table, roster
from deploy.embedded.prepare import ROOT
from deploy.embedded.processes import Run
from deploy.embedded.refusal import Refusal

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); "
)
PARENT = (
    STUBBORN
    + f"import subprocess, sys; subprocess.run([sys.executable, '-c', {STUBBORN!r} + 'time.sleep(60)'])"
)

RUN = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from deploy.embedded.processes import Run, Stopped
state = Path(sys.argv[1])
try:
    with Run(state, state / "sign", patience=0.5) as run:
        run.start("stubborn", [sys.executable, "-c", sys.argv[2]], environment={{}}, folder=state)
        (state / "sign").touch()
        run.watch()
except Stopped:
    sys.exit(7)
"""


def group_of(state):
    """The process numbers of the child and of the child's child."""
    entry = json.loads(next((state / "run").iterdir()).read_text())
    return [each.pid for each in process_table.every().values() if each.group == entry["pid"]]


def wait_for(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def living(pids):
    return [pid for pid in pids if (found := process_table.one(pid)) and not found.is_zombie]


@pytest.fixture
def run(tmp_path):
    """A run in a process of its own, whose child and grandchild ignore a polite request."""
    with subprocess.Popen([sys.executable, "-c", RUN, tmp_path, PARENT]) as process:
        wait_for(lambda: (tmp_path / "logs" / "stubborn.log").exists())
        wait_for(lambda: (tmp_path / "logs" / "stubborn.log").read_text() == "up\nup\n")
        yield process
        process.kill()


@pytest.mark.parametrize("request_to_stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_asked_to_stop_leaves_nothing(run, tmp_path, request_to_stop):
    pids = group_of(tmp_path)
    assert len(living(pids)) == 2

    run.send_signal(request_to_stop)

    assert run.wait(20) == 7
    assert living(pids) == []
    assert list((tmp_path / "run").iterdir()) == []


def test_a_run_that_is_killed_leaves_nothing_and_its_sign_comes_down(run, tmp_path):
    pids = group_of(tmp_path)

    run.kill()

    wait_for(lambda: not living(pids))
    assert not (tmp_path / "sign").exists()


def test_what_a_run_and_its_guard_left_is_ended_by_the_next_run(run, tmp_path):
    pids = group_of(tmp_path)
    guards = [
        each.pid
        for each in process_table.every().values()
        if str(tmp_path / "run").encode() in command_of(each.pid)
    ]
    for guard in guards:
        os.kill(guard, signal.SIGKILL)
    run.kill()
    run.wait()
    assert len(living(pids)) == 2

    with Run(tmp_path, patience=0.5):
        assert living(pids) == []


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_number_that_belongs_to_another_process_by_now_is_left_alone():
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as stranger:
        known = process_table.one(stranger.pid)

        roster.end([roster.Entry("old", stranger.pid, "before " + known.started, True)], 0.2)

        assert stranger.poll() is None
        stranger.kill()


def test_a_second_run_on_the_same_state_is_refused(tmp_path):
    with Run(tmp_path), pytest.raises(Refusal, match="Already running"), Run(tmp_path):
        pass


def test_a_child_that_ends_by_itself_ends_the_run_and_is_quoted(tmp_path):
    with Run(tmp_path) as run:
        run.start("web", ["sh", "-c", "echo out of paper; exit 3"], environment={}, folder=tmp_path)

        with pytest.raises(Refusal, match=r"web ended by itself. \(Exit 3.\)[\s\S]*out of paper"):
            run.watch()
