"""Where the database's socket lies: private, and short enough for a socket's name (107 bytes)."""

import os
import shutil
import tempfile
from pathlib import Path

from deploy.embedded import secret_files
from deploy.embedded.account import Account, is_private, private_folder

SHARED = "/tmp"  # noqa: S108 - for its length; the folder below it has a random name and is ours alone


def made(home: Path, account: Account) -> Path:
    """The socket's folder: beside the data where root keeps that, else below /tmp and noted.

    A noted folder counts only while it is a private folder of ours: after a clean-up of /tmp
    somebody else may have taken the name.
    """
    if account.is_lent:
        return private_folder(home / "socket", account)
    note = _note(home)
    if not (note.exists() and is_private(Path(note.read_text()), account)):
        secret_files.write(note, tempfile.mkdtemp(prefix="kontor-", dir=SHARED))
    return Path(note.read_text())


def cleaned(folder: Path) -> Path:
    """Without what a killed server left: its lock may name a number that is another's by now."""
    for stale in folder.glob(".s.PGSQL.*"):
        stale.unlink()
    return folder


def remove(home: Path, account: Account) -> None:
    note = _note(home)
    if note.exists() and is_private(Path(note.read_text()), account):
        shutil.rmtree(note.read_text())
    note.unlink(missing_ok=True)
    if account.is_lent and os.path.lexists(home / "socket"):
        shutil.rmtree(home / "socket")


def _note(home: Path) -> Path:
    return home / "socket-folder"
