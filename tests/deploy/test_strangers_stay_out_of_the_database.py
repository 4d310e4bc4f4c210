"""Another user of this machine, and whoever lacks a password, cannot reach the embedded database."""

import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from deploy.embedded import socket_folder
from deploy.embedded.account import Account

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

CONNECT = """
import os, socket, sys
os.setgroups([]); os.setgid({nobody}); os.setuid({nobody})
try:
    socket.socket(socket.AF_UNIX).connect(sys.argv[1])
except OSError as refusal:
    sys.exit(type(refusal).__name__)
"""


@as_root
def test_another_user_cannot_reach_the_socket(cluster):
    socket = f"{cluster.host}/.s.PGSQL.{cluster.port}"
    script = CONNECT.format(nobody=NOBODY)

    tried = subprocess.run(
        [sys.executable, "-c", script, socket], capture_output=True, text=True, check=False
    )

    assert Path(socket).exists()
    assert tried.stderr.strip() == "PermissionError"


@pytest.mark.parametrize("password", ["", "guessed"])
def test_whoever_reaches_the_socket_needs_the_password(cluster, password):
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(**{**cluster.connection, "password": password}, dbname="postgres")


def test_nothing_listens_on_the_network(cluster):
    with closing(psycopg2.connect(**cluster.connection, dbname="postgres")) as connection:
        cursor = connection.cursor()
        cursor.execute("SHOW listen_addresses")

        assert cursor.fetchone() == ("",)


def test_a_refused_statement_is_not_quoted_in_the_log(cluster):
    with closing(psycopg2.connect(**cluster.connection, dbname="postgres")) as connection:
        with pytest.raises(psycopg2.errors.UndefinedTable):
            connection.cursor().execute("SELECT 'a secret of Acme' FROM nowhere")

    log = (cluster.state / "logs" / "database.log").read_text()
    assert '"nowhere" does not exist' in log
    assert "a secret of Acme" not in log


def test_no_folder_on_the_way_is_opened_and_all_of_ours_are_private(cluster):
    ours = [cluster.home, cluster.data, Path(cluster.host), cluster.state / "secrets"]

    assert mode(cluster.state) == 0o750
    assert mode(cluster.state.parent) == 0o700
    assert [mode(folder) for folder in ours] == [0o700] * 4
    assert {folder.stat().st_uid for folder in ours[:3]} == {cluster.account.uid}
    assert mode(cluster.password_file) == 0o600


@as_root
def test_root_lends_the_database_an_account_without_power(cluster):
    server = Path("/proc") / (cluster.data / "postmaster.pid").read_text().splitlines()[0]
    status = (server / "status").read_text().splitlines()
    groups = next(line for line in status if line.startswith("Groups:"))

    assert server.stat().st_uid == cluster.account.uid != 0
    assert groups.split() == ["Groups:"]


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mode", [0o755, 0o770])
def test_a_socket_folder_that_others_can_enter_is_not_used_again(tmp_path, mode):
    me = Account(os.geteuid(), os.getegid(), is_lent=False)
    first = socket_folder.made(tmp_path, me)
    assert socket_folder.made(tmp_path, me) == first
    first.chmod(mode)

    second = socket_folder.made(tmp_path, me)

    assert second != first
    assert stat.S_IMODE(second.stat().st_mode) == 0o700
    first.rmdir()
    socket_folder.remove(tmp_path, me)


def test_a_link_in_the_place_of_the_socket_folder_is_not_followed(tmp_path):
    me = Account(os.geteuid(), os.getegid(), is_lent=False)
    first = socket_folder.made(tmp_path, me)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    first.rmdir()
    first.symlink_to(elsewhere)

    second = socket_folder.made(tmp_path, me)

    assert second != first
    first.unlink()
    socket_folder.remove(tmp_path, me)
