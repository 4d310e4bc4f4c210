"""The only place that reads the environment: typed, and it refuses nonsense.

Each variable may also come from a file: `NAME_FILE` holds the path. Secrets should, because the
server copies its environment into each request.
"""

import os
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


class BadEnvironment(Exception):
    """A variable is missing or makes no sense; the message says which and why."""


def text(name: str, default: str | None = None) -> str:
    """The variable's text, or that of the file that `name_FILE` names, or the default."""
    value = _read(name)
    if value is None:
        value = default
    if value is None:
        raise BadEnvironment(f"{name} (or {name}_FILE) is not set")
    return value


def secret(name: str, default: str | None = None) -> str:
    """Like text, and never empty."""
    value = text(name, default)
    if not value:
        raise BadEnvironment(f"{name} is empty")
    return value


def flag(name: str, default: bool) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value not in ("yes", "no"):
        raise BadEnvironment(f"{name} must be yes or no, not {value!r}")
    return value == "yes"


def whole(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise BadEnvironment(f"{name} must be a whole number, not {value!r}")
    return int(value)


def one_of(name: str, default: str, *, among: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in among:
        raise BadEnvironment(f"{name} must be one of {', '.join(among)}, not {value!r}")
    return value


def url(name: str, default: str | None = None, *, schemes: tuple[str, ...]) -> SplitResult:
    value = urlsplit(text(name, default))
    if value.scheme not in schemes:
        raise BadEnvironment(f"{name} must begin with one of {', '.join(schemes)}")
    return value


def folder(name: str, default: str | None = None) -> Path:
    value = Path(text(name, default))
    if not value.is_absolute():
        raise BadEnvironment(f"{name} must be an absolute path, not {value}")
    return value


def _read(name: str) -> str | None:
    file = os.environ.get(f"{name}_FILE")
    if file is None:
        return os.environ.get(name)
    if name in os.environ:
        raise BadEnvironment(f"{name} and {name}_FILE are both set; keep one")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise BadEnvironment(f"{name}_FILE cannot be read: {problem}") from problem
