"""Whether the collected static files are still those of the sources."""

import hashlib
from pathlib import Path

from deploy.embedded import secret_files
from deploy.embedded.prepare import ROOT


class StaticFiles:
    """Known by a mark that is written after a collection came to its end."""

    def __init__(self, state: Path) -> None:
        self._mark = state / "static.mark"
        self._now = _digest()

    @property
    def are_current(self) -> bool:
        return self._mark.exists() and self._mark.read_text() == self._now

    def forget(self) -> None:
        self._mark.unlink(missing_ok=True)

    def remember(self) -> None:
        secret_files.write(self._mark, self._now)


def _digest() -> str:
    """Of every source's name, size and time; those of packages change with the lock file."""
    digest = hashlib.sha256((ROOT / "requirements" / "run.txt").read_bytes())
    for file in sorted(_sources()):
        found = file.stat()
        digest.update(f"{file} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> list[Path]:
    apps = [each for each in ROOT.iterdir() if each.name[0] != "." and each.name != "var"]
    folders = [ROOT / "static", *(found for app in apps for found in app.glob("**/static"))]
    return [file for folder in folders for file in folder.glob("**/*") if file.is_file()]
