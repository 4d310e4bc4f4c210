"""What a job may carry: ids and short plain words. Never a name, an address or a text of a person."""

from __future__ import annotations

import json
import re
from typing import Any

PLAIN = re.compile(r"[A-Za-z0-9_.:/+=-]{0,200}\Z")  # no space, no "@": an id, a code, a date
LARGEST = 4096  # bytes, as JSON


def packed(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments as they are stored. TypeError for a wrong type, ValueError for the rest."""
    packet = {"args": [_plain(a) for a in args], "kwargs": {k: _plain(kwargs[k]) for k in kwargs}}
    if len(json.dumps(packet)) > LARGEST:
        raise ValueError(f"a job's arguments may take {LARGEST} bytes: pass ids")
    return packet


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str():
            return _plain_text(value)
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {_plain_text(key): _plain(item) for key, item in value.items()}
    raise TypeError(f"a job cannot carry a {type(value).__name__}: pass its id as text")


def _plain_text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("the keys of a job's arguments are text")
    if not PLAIN.match(value):
        raise ValueError("a job carries ids and codes only, not what a person wrote")
    return value
