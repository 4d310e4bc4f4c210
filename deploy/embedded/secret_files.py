"""Secrets of one state: each in a file of its own, mode 0600 from its first moment."""

import os
import secrets
import tempfile
from pathlib import Path


def kept(path: Path) -> str:
    """The secret in `path`, drawn and written on first use (384 bits, 64 URL-safe letters)."""
    if not path.exists():
        write(path, secrets.token_urlsafe(48))
    return path.read_text()


def write(path: Path, text: str) -> None:
    """Put `text` there whole or not at all, readable by nobody else."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, fresh = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with open(number, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(number)
    Path(fresh).replace(path)
