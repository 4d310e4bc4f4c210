"""A process that was killed, or fell silent, keeps neither its statement nor its locks."""

import json
import subprocess
import sys
import time
from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from tenants.rooms import public_room

PATIENCE = 60  # seconds; the server looks every ten
ENDLESS = """
import json, psycopg2, sys
line = psycopg2.connect(**json.load(sys.stdin))
print(line.info.backend_pid, flush=True)
line.cursor().execute("SELECT pg_sleep(3600)")
"""


@pytest.mark.django_db
def test_the_database_waits_for_nobody_who_is_gone():
    with public_room(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('client_connection_check_interval'),"
            " current_setting('idle_in_transaction_session_timeout')"
        )
        assert cursor.fetchone() == ("10s", "10min")


@pytest.mark.drill
@pytest.mark.django_db
def test_the_statement_of_a_killed_process_ends():
    params = connection.get_connection_params()
    del params["cursor_factory"]
    with closing(psycopg2.connect(**params)) as looker, looker.cursor() as cursor:
        looker.autocommit = True
        pid = killed_in_a_statement(params, lambda pid: runs(cursor, pid))

        end = time.monotonic() + PATIENCE
        while runs(cursor, pid) and time.monotonic() < end:
            time.sleep(0.5)

        assert not runs(cursor, pid)


def killed_in_a_statement(params, is_in_it):
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    process.stdin.write(json.dumps(params))
    process.stdin.close()
    pid = int(process.stdout.readline())
    while not is_in_it(pid):
        time.sleep(0.05)
    process.kill()
    process.wait(20)
    process.stdout.close()
    return pid


def runs(cursor, pid):
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND state = 'active'", [pid]
    )
    return cursor.fetchone() == (1,)
