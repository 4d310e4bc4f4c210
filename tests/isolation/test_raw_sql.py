"""Whatever SQL is run inside a room: what the database refuses, and what it does not.

Each row of `docs/isolation.md` is a name here. A limit is asserted as exactly as a refusal: when one
goes, its test fails and its row has to go too.
"""

from __future__ import annotations

import re
import select
from contextlib import closing, nullcontext
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tenants.models import Tenant
from tenants.rooms import workspace_of
from tests.isolation.marks import names

REFUSED = (
    "permission denied|must be owner|cannot run inside a transaction block|is not allowed"
    "|does not exist"
)
STOPPED = {
    "another tenant's schema by its name": [
        'SELECT * FROM "{theirs}".members_member',
        'INSERT INTO "{theirs}".members_member SELECT * FROM members_member',
        'UPDATE "{theirs}".members_member SET name = name',
        'DELETE FROM "{theirs}".members_member',
        'TRUNCATE "{theirs}".members_member',
        'COPY "{theirs}".members_member TO STDOUT',
        'LOCK TABLE "{theirs}".members_member IN ACCESS SHARE MODE',
        "SELECT nextval('\"{theirs}\".django_migrations_id_seq')",
        'SELECT "{theirs}".sales_document_adds_up()',
        'DO $$ BEGIN PERFORM * FROM "{theirs}".members_member; END $$',
        'PREPARE p AS SELECT * FROM "{theirs}".members_member; EXECUTE p',
        'DECLARE c CURSOR WITH HOLD FOR SELECT * FROM "{theirs}".members_member',
    ],
    "another search path": [
        'SET search_path = "{theirs}"; SELECT * FROM members_member',
        'SET LOCAL search_path = "{theirs}"; SELECT * FROM members_member',
        "SELECT set_config('search_path', '{theirs}', false); SELECT * FROM members_member",
        "SET search_path = public; SELECT * FROM users_user",
    ],
    "the public room": [
        "SELECT * FROM public.users_user",
        "SELECT * FROM public.users_session",
        "INSERT INTO public.jobs_job DEFAULT VALUES",
        "LOCK TABLE public.users_user IN ACCESS SHARE MODE",
    ],
    "the login without a role": [
        "RESET ROLE; SELECT * FROM members_member",
        "SET ROLE NONE; SELECT * FROM members_member",
        'SET LOCAL ROLE NONE; SELECT * FROM "{theirs}".members_member',
        "RESET ROLE; SELECT * FROM public.users_user",
        "SET SESSION AUTHORIZATION DEFAULT; SELECT * FROM members_member",
    ],
    "the role of the owner, a superuser or PostgreSQL's own": [
        'SET ROLE "{owner}"',
        'SET SESSION AUTHORIZATION "{owner}"',
        'SET SESSION AUTHORIZATION "{theirs}"',
        "SET ROLE pg_read_all_data",
        "SET ROLE pg_execute_server_program",
        "SET ROLE pg_signal_backend",
        'RESET ROLE; SET ROLE "{owner}"',
    ],
    "rights given on": [
        'GRANT "{ours}" TO "{theirs}"',
        'GRANT "{theirs}" TO CURRENT_USER',
        'RESET ROLE; GRANT "{owner}" TO CURRENT_USER',
        'ALTER ROLE "{theirs}" LOGIN',
        "ALTER ROLE CURRENT_USER LOGIN",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "RESET ROLE; ALTER ROLE CURRENT_USER CREATEROLE",
        "ALTER ROLE \"{app}\" PASSWORD 'x'",
        'REASSIGN OWNED BY CURRENT_USER TO "{theirs}"',
        'DROP OWNED BY "{theirs}"',
        "CREATE ROLE mine",
        'DROP ROLE "{theirs}"',
    ],
    "building": [
        "CREATE SCHEMA mine",
        "CREATE TABLE mine (id int)",
        "CREATE TABLE ext.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMPORARY TABLE members_member (id int)",
        "SELECT 1 AS id INTO TEMPORARY members_member",
        "CREATE TEMPORARY VIEW members_member AS SELECT 1",
        "RESET ROLE; CREATE TEMPORARY TABLE members_member (id int)",
        "CREATE VIEW mine AS SELECT 1",
        "CREATE SEQUENCE mine",
        "CREATE TYPE mine AS ENUM ('a')",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION ext.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OPERATOR ext.=== (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)",
        "CREATE INDEX ON members_member (name)",
        "CREATE TRIGGER mine AFTER INSERT ON members_member EXECUTE FUNCTION sales_document_adds_up()",
        "CREATE RULE mine AS ON INSERT TO members_member DO NOTHING",
        "CREATE POLICY mine ON members_member",
        "CREATE EXTENSION hstore",
        "CREATE EXTENSION dblink",
        "CREATE EXTENSION postgres_fdw",
        "CREATE DATABASE mine",
        "CREATE PUBLICATION mine",
        "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION mine()",
        "CREATE CAST (int AS text) WITHOUT FUNCTION",
    ],
    "changing what is built": [
        "DROP TABLE members_member CASCADE",
        "TRUNCATE members_member CASCADE",
        "ALTER TABLE members_member ADD COLUMN x int",
        "ALTER TABLE logbook_entry DISABLE TRIGGER USER",
        "DROP TRIGGER logbook_entry_is_final ON logbook_entry",
        'DROP SCHEMA "{ours}" CASCADE',
        'ALTER SCHEMA "{ours}" OWNER TO CURRENT_USER',
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
        "COMMENT ON TABLE members_member IS 'x'",
        "ALTER FUNCTION ext.similarity(text, text) COST 10",
        "UPDATE pg_catalog.pg_class SET relname = 'x'",
        "ALTER DATABASE \"{database}\" SET search_path = 'x'",
        "ALTER SYSTEM SET work_mem = '1MB'",
    ],
    "files, programs and libraries of the server": [
        "COPY members_member TO PROGRAM 'cat'",
        "COPY members_member FROM PROGRAM 'true'",
        "COPY members_member TO '/tmp/members'",
        "COPY members_member FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "SELECT lo_import('/etc/passwd')",
        "LOAD 'auto_explain'",
    ],
    "large objects": [
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'kept outside of every schema')",
        "SELECT lo_open(1, 131072)",
        "RESET ROLE; SELECT lo_create(0)",
    ],
    "ending other sessions": [
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity",
        "RESET ROLE; SELECT pg_terminate_backend(1)",
        "RESET ROLE; SELECT pg_cancel_backend(1)",
        "SELECT pg_reload_conf()",
    ],
    "passwords, samples and logs": [
        "SELECT rolpassword FROM pg_authid",
        "SELECT passwd FROM pg_shadow",
        "SELECT * FROM pg_statistic",
        "SELECT * FROM pg_largeobject",
        "SELECT pg_current_logfile()",
        "SELECT pg_stat_reset()",
    ],
    "what guards the rows": [
        "SET session_replication_role = replica",
        "SET log_statement = 'all'",
        "SET track_activities = off",
        "SET lo_compat_privileges = on",
    ],
    "leaving the statement's transaction with all settings": ["DISCARD ALL"],
    "replication": [
        "SELECT pg_create_logical_replication_slot('mine', 'pgoutput')",
        "SELECT pg_switch_wal()",
    ],
}
DOCS = Path(settings.HOME, "docs", "isolation.md")


def run(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def known(acme, globex) -> dict[str, str]:
    own = connection.settings_dict
    return {
        "ours": acme.schema_name,
        "theirs": globex.schema_name,
        "owner": settings.DATABASE_OWNER,
        "app": own["USER"],
        "database": own["NAME"],
    }


def refusal_of(statement: str) -> str:
    """Why it was refused; empty if it was not. Inside a transaction only its savepoint is lost."""
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            run(statement)
    except DatabaseError as error:
        return str(error)
    return ""


def not_refused(acme, globex) -> list[str]:
    """What passed although it must not, or failed for another reason than that it may not."""
    told = known(acme, globex)
    every = [statement.format(**told) for each in STOPPED.values() for statement in each]
    answers = [(statement, refusal_of(statement)) for statement in every]
    assert len(every) > 100
    return [f"{sent}: {why or 'done'}" for sent, why in answers if not re.search(REFUSED, why)]


@pytest.mark.django_db(transaction=True)
def test_each_is_refused_in_a_statement_of_its_own(marked):
    with workspace_of(marked[0]):
        assert not_refused(*marked) == []
        assert names() == {"acme"}
    with workspace_of(marked[1]):
        assert names() == {"globex"}


@pytest.mark.django_db
def test_each_is_refused_in_a_transaction(marked):
    with workspace_of(marked[0]), transaction.atomic():
        assert names() == {"acme"}
        assert not_refused(*marked) == []
        assert names() == {"acme"}


# --- the known limits: each is what injected SQL can do, until sealed mode --------------------------


def another_session():
    own = connection.get_connection_params()
    own.pop("cursor_factory", None)
    session = psycopg2.connect(**own)
    session.autocommit = True
    return closing(session)


def reads_another_tenants_rows(acme, globex):
    inside = f'"{globex.schema_name}".members_member'
    for way in (
        f'SET LOCAL ROLE "{globex.room.role}"',
        f"SELECT set_config('role', '{globex.room.role}', true)",
    ):
        assert ("globex",) in run(f"{way}; SELECT name FROM {inside}")


def writes_in_a_suspended_workspace(acme, globex):
    """`transaction_read_only` is a setting like others; it cannot be taken back after a first read."""
    acme.state = Tenant.State.SUSPENDED
    acme.__dict__.pop("room", None)
    write = "UPDATE members_member SET email = 'x' WHERE name = 'acme'"
    with workspace_of(acme):
        assert "read-only" in refusal_of(write)
        assert refusal_of(f"SET LOCAL transaction_read_only = off; {write}") == ""
        with transaction.atomic():
            assert names() == {"acme"}
            assert "read-write mode" in refusal_of("SET LOCAL transaction_read_only = off")


def changes_the_defaults_of_the_login(acme, globex):
    """Of every connection to come, until the installation is set up again. Its password too."""
    database = connection.settings_dict["NAME"]
    run(f"RESET ROLE; ALTER ROLE CURRENT_USER IN DATABASE \"{database}\" SET work_mem = '5MB'")
    with another_session() as session, session.cursor() as cursor:
        cursor.execute("SHOW work_mem")
        assert cursor.fetchone() == ("5MB",)


def reads_the_statements_of_other_sessions(acme, globex):
    with another_session() as session, session.cursor() as cursor:
        cursor.execute("SELECT 'what another tenant wrote'")
        theirs = f"SELECT query FROM pg_stat_activity WHERE pid = {session.info.backend_pid}"
        assert run(theirs) == [("<insufficient privilege>",)]
        assert run(f"RESET ROLE; {theirs}") == [("SELECT 'what another tenant wrote'",)]


def counts_the_tenants(acme, globex):
    assert run(f"SELECT nspname FROM pg_namespace WHERE nspname = '{globex.schema_name}'")
    assert run(f"SELECT relname FROM pg_stat_user_tables WHERE schemaname = '{globex.schema_name}'")
    assert run(f"SELECT * FROM pg_stats WHERE schemaname = '{globex.schema_name}'") == []


def takes_a_lock_that_others_wait_for(acme, globex):
    run("SELECT pg_advisory_lock(hashtext('billing_plan'))")
    with another_session() as session, session.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('billing_plan'))")
        assert cursor.fetchone() == (False,)
        connection.close_if_unusable_or_obsolete()  # the next request
        assert names() == {"acme"}
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('billing_plan'))")
        assert cursor.fetchone() == (True,)


def calls_the_workers(acme, globex):
    with another_session() as session, session.cursor() as cursor:
        cursor.execute("LISTEN jobs_default")
        run("NOTIFY jobs_default")
        select.select([session], [], [], 10)
        session.poll()
        assert [heard.channel for heard in session.notifies] == ["jobs_default"]


def takes_as_long_as_it_likes(acme, globex):
    assert run("SHOW statement_timeout") == [("0",)]


def keeps_its_role_from_being_dropped(acme, globex):
    """A default privilege of its own: harmless, but an erasure would record the role as left over."""
    run("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC")
    assert run(f"SELECT 1 FROM pg_default_acl WHERE defaclrole = '{acme.room.role}'::regrole")


LIMITS = {
    "another tenant's role": reads_another_tenants_rows,
    "a suspended workspace": writes_in_a_suspended_workspace,
    "the login's own password and defaults": changes_the_defaults_of_the_login,
    "the statements of other sessions": reads_the_statements_of_other_sessions,
    "how many tenants there are": counts_the_tenants,
    "advisory locks": takes_a_lock_that_others_wait_for,
    "the workers' channels": calls_the_workers,
    "time": takes_as_long_as_it_likes,
    "default privileges": keeps_its_role_from_being_dropped,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", LIMITS)
def test_a_known_limit_is_what_it_was(name, marked):
    with workspace_of(marked[0]):
        LIMITS[name](*marked)


# --- the page that says so --------------------------------------------------------------------------


def rows_of(heading: str) -> list[str]:
    _, _, section = DOCS.read_text().partition(f"## {heading}\n")
    table = section.partition("\n## ")[0]
    return re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)[1:]


def test_the_page_names_what_is_tested_here_and_nothing_else():
    assert rows_of("Stopped") == list(STOPPED)
    assert rows_of("Not stopped") == list(LIMITS)
