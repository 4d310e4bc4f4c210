"""Whatever a killed run left of the embedded database, the next start makes good."""

import subprocess
import sys
from contextlib import closing

import psycopg2

from deploy.embedded import process_table
from deploy.embedded.postgres import Cluster
from deploy.embedded.prepare import ROOT
from deploy.embedded.processes import Run

START_AND_DIE = f"""
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from deploy.embedded.postgres import Cluster
from deploy.embedded.processes import Run
state = Path(sys.argv[1])
with Run(state) as run:
    Cluster(state, fast=True).start(run)
    os.kill(run.guard.pid, signal.SIGKILL)
    for list in (state / "run").iterdir():
        list.unlink()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def start(state, run):
    cluster = Cluster(state, fast=True)
    cluster.start(run)
    return cluster


def ask(cluster, statement):
    with closing(psycopg2.connect(**cluster.connection, dbname="postgres")) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_a_second_start_finds_the_data_of_the_first(state):
    with Run(state) as run:
        cluster = start(state, run)
        ask(cluster, "CREATE TABLE kept AS SELECT 7 AS number")
        made = (cluster.server / "made-for").stat().st_ino

    with Run(state) as run:
        cluster = start(state, run)

        assert ask(cluster, "SELECT number FROM kept") == [(7,)]
        assert (cluster.server / "made-for").stat().st_ino == made


def test_a_server_that_outlived_its_run_and_its_guard_is_stopped(state):
    subprocess.run([sys.executable, "-c", START_AND_DIE, state], check=False)
    orphan = int((Cluster(state).data / "postmaster.pid").read_text().splitlines()[0])
    assert process_table.one(orphan) is not None

    with Run(state) as run:
        cluster = start(state, run)

        assert ask(cluster, "SELECT 1") == [(1,)]
        assert int((cluster.data / "postmaster.pid").read_text().splitlines()[0]) != orphan
    assert process_table.one(orphan) is None or process_table.one(orphan).is_zombie


def test_files_left_half_made_are_made_anew(state):
    cluster = Cluster(state, fast=True)
    for name in (".new-killed", "server"):
        (cluster.home / name / "data" / "base").mkdir(parents=True)

    with Run(state) as run:
        cluster.start(run)

        assert ask(cluster, "SELECT 1") == [(1,)]
        assert not (cluster.home / ".new-killed").exists()


def test_a_state_that_was_deleted_does_not_meet_its_old_data(state):
    with Run(state) as run:
        ask(start(state, run), "CREATE TABLE old ()")
    (state / "secrets" / "superuser").unlink()

    with Run(state) as run:
        tables = ask(start(state, run), "SELECT 1 FROM pg_tables WHERE tablename = 'old'")

    assert tables == []


def test_a_pid_file_that_names_a_stranger_harms_nobody(state):
    with Run(state) as run:
        cluster = start(state, run)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data}\n")

        with Run(state) as run:
            assert ask(start(state, run), "SELECT 1") == [(1,)]

        assert stranger.poll() is None
        stranger.kill()
