"""As whom the database runs, and in which private folder.

An ordinary user runs it as itself, inside the state. PostgreSQL refuses to run as root; root lends
it an unprivileged account of its own and a folder that this account can enter, without opening any
folder on the way.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.embedded.refusal import Refusal

ACCOUNT = "kontor-db"
BASES = (Path("/var/lib/kontor"), Path("/var/tmp/kontor"))  # noqa: S108 - checked by `_is_safe`


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int
    is_lent: bool  # started by root, for an account that is not root's

    def own(self, path: Path) -> None:
        if self.is_lent:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    @property
    def start(self) -> dict[str, Any]:
        """What `subprocess` needs to start a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_lent else {}


def for_database() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_lent=False)
    entry = _find() or _make()
    return Account(entry.pw_uid, entry.pw_gid, is_lent=True)


def _find() -> pwd.struct_passwd | None:
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        return None
    if entry.pw_uid == 0:
        raise Refusal(f"The account {ACCOUNT} is root's equal; the database does not run as such.")
    return entry


def _make() -> pwd.struct_passwd:
    """Add the system account; two starts at once may both try, and one of them finds it made."""
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if not useradd:
        raise Refusal(
            f"Started as root, the database needs a system account {ACCOUNT}; "
            "useradd is missing, please add the account."
        )
    command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--user-group", "--shell", "/usr/sbin/nologin", ACCOUNT]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    entry = _find()
    if entry is None:
        raise Refusal(f"The system account {ACCOUNT} could not be added: {made.stderr.strip()}")
    print(f"Added the system account {ACCOUNT} for the database.", flush=True)
    return entry


def home_of(state: Path, account: Account) -> Path:
    """The private folder of this state's database; if made, mode 0700 from its first moment."""
    if not account.is_lent:
        return private_folder(state / "database", account)
    name = hashlib.sha256(os.fsencode(state)).hexdigest()[:16]
    return private_folder(base() / name, account)


def base() -> Path:
    """The folder of root's in which homes and copied binaries lie."""
    for place in BASES:
        with contextlib.suppress(OSError):
            place.mkdir(mode=0o700)
            place.chmod(0o755)
        if _is_safe(place):
            return place
    names = " nor ".join(map(str, BASES))
    raise Refusal(
        f"Neither {names} can be made, or it is not root's alone: "
        "another user may have put it there."
    )


def _is_safe(place: Path) -> bool:
    """A folder of root's that nobody else may write to. Anybody can plant one below /var/tmp."""
    try:
        found = place.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022


def private_folder(place: Path, account: Account) -> Path:
    """Make `place`, or refuse it if it is not a 0700 folder of this account."""
    if not os.path.lexists(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
        account.own(fresh)
        fresh.rename(place)
    if not is_private(place, account):
        raise Refusal(
            f"{place} is not a private folder of the database's account; "
            "move it away and start again."
        )
    return place


def is_private(place: Path, account: Account) -> bool:
    try:
        found = place.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and not found.st_mode & 0o077
