"""Making the database's files: whole or not at all."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.embedded.account import Account
from deploy.embedded.refusal import Refusal

WHO_MAY_CONNECT = "local all all scram-sha-256\n"
CLEAN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def is_made(server: Path, password: str) -> bool:
    """Whether the files are there, and of this state: one begun anew has another password."""
    try:
        return (server / "made-for").read_text() == _mark(password)
    except FileNotFoundError:
        return False


def make(
    server: Path, *, programs: Path, account: Account, superuser: str, password: str, fast: bool
) -> None:
    """Run initdb aside and move the result into place; what was there before is gone."""
    sweep(server)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=server.parent))
    account.own(fresh)
    _initdb(fresh, programs, account, superuser, password, fast)
    (fresh / "data" / "pg_hba.conf").write_text(WHO_MAY_CONNECT)
    _write_new(fresh / "made-for", _mark(password), account)
    fresh.rename(server)


def sweep(server: Path) -> None:
    """Remove the files, and those that a killed start left half-made."""
    for leftover in [server, *server.parent.glob(".new-*")]:
        if leftover.exists():
            shutil.rmtree(leftover)


def _initdb(
    fresh: Path, programs: Path, account: Account, superuser: str, password: str, fast: bool
) -> None:
    password_file = fresh / "password"
    _write_new(password_file, password, account)
    command: list[str | Path] = [
        programs / "initdb",
        "--pgdata",
        fresh / "data",
        "--auth",
        "scram-sha-256",
    ]
    command += [
        "--username",
        superuser,
        "--pwfile",
        password_file,
        "--encoding",
        "UTF8",
        "--locale",
        "C",
    ]
    command += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    command += ["--no-sync", "--no-instructions"] if fast else ["--no-instructions"]
    done = subprocess.run(
        command,
        cwd=fresh,
        env=CLEAN,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **account.start,
    )
    password_file.unlink()
    if done.returncode != 0:
        raise Refusal(
            f"The database could not be made.\n{done.stdout[-1000:]}{done.stderr[-1000:]}"
        )


def _write_new(path: Path, text: str, account: Account) -> None:
    with path.open("x") as file:
        path.chmod(0o600)
        account.own(path)
        file.write(text)


def _mark(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()
