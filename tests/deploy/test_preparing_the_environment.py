"""The virtual environment is made once, and again whenever it cannot be trusted.

A small project of its own, whose lock files name no package: nothing is fetched.
"""

import shutil
import subprocess
import sys

import pytest

from deploy.embedded.prepare import ROOT

pytestmark = pytest.mark.drill

COMMAND = """
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from deploy.embedded import prepare
prepare.enter(sys.argv[1])
print("under", sys.prefix)
"""


def enter(project, kind="run"):
    return subprocess.Popen(
        [getattr(sys, "_base_executable", sys.executable), project / "bin" / "command", kind],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said_by(process):
    output = process.communicate(timeout=120)[0]
    assert process.returncode == 0, output
    return output.splitlines()


def verbs(lines):
    """The first words of what it said: what was done, without names and times."""
    return [line.split()[0] for line in lines]


@pytest.fixture
def project(tmp_path):
    """As a fresh clone, in a path with spaces."""
    folder = tmp_path / "a fresh clone"
    for name in ("__init__.py", "embedded/__init__.py", "embedded/prepare.py"):
        (folder / "deploy" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "deploy" / name, folder / "deploy" / name)
    for name in ("requirements/run.txt", "requirements/develop.txt", "bin/command"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(COMMAND if name == "bin/command" else f"# {name}\n")
    return folder


NEW = ["Making", "Installing", "Packages", "under"]
AGAIN = ["Installing", "Packages", "under"]


def test_a_second_start_installs_nothing_and_a_changed_lock_is_installed(project):
    first, second = said_by(enter(project)), said_by(enter(project))
    (project / "requirements" / "run.txt").write_text("# another\n")
    third = said_by(enter(project))

    assert verbs(first) == NEW
    assert second == [f"under {project / '.venv'}"]
    assert verbs(third) == AGAIN


def test_an_environment_for_running_becomes_one_for_developing_and_still_runs(project):
    said_by(enter(project, "run"))

    assert verbs(said_by(enter(project, "develop"))) == AGAIN
    assert verbs(said_by(enter(project, "develop"))) == ["under"]
    assert verbs(said_by(enter(project, "run"))) == ["under"]


def test_of_two_at_once_one_installs_and_both_go_on(project):
    one, other = enter(project), enter(project)
    lines = verbs(said_by(one)), verbs(said_by(other))

    assert sorted(lines) == [["Another", "under"], NEW]


@pytest.mark.parametrize("moment", ["building", "installing"])
def test_killed_half_way_the_next_start_begins_again(project, moment):
    with enter(project) as killed:
        seen = ".venv/kontor-installing" if moment == "building" else ".venv/bin/pip"
        while not (project / seen).exists():
            assert killed.poll() is None
        killed.kill()

    after = verbs(said_by(enter(project)))
    assert [word for word in after if word != "Another"] == NEW


def test_an_environment_that_was_moved_or_lost_its_python_is_made_again(project, tmp_path):
    said_by(enter(project))
    moved = project.rename(tmp_path / "moved")
    after_the_move = said_by(enter(moved))
    (moved / ".venv" / "bin" / "python").unlink()
    (moved / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")

    assert verbs(after_the_move) == NEW
    assert after_the_move[-1] == f"under {moved / '.venv'}"
    assert verbs(said_by(enter(moved))) == NEW
