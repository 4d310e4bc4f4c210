"""Log lines: JSON, with opaque ids only. What a person typed never belongs in one."""

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# Addresses that are secrets themselves; Django logs the path of a request that was refused.
_LINKS = re.compile(
    r"(/invitation/|/password/new/|/sign-in/lost/(?:stop|finish)/|/your-data/"
    r"|[?&](?:ticket|state)=)[^\s\"&?]+"
)
_TOKENS = re.compile(r"(kon_[0-9a-f]{8})_[A-Za-z0-9_-]+")
# Ours write none; an exception of somebody else's code may name whom it could not reach.
_PEOPLE = re.compile(r"[^\s\"'<>()@,;:=/]+@[\w-]+(?:\.[\w-]+)+|\+[1-9]\d{7,14}\b")


def formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso"),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _without_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _without_secrets(logger: Any, name: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {
        key: _without(value) if isinstance(value, str) else value for key, value in line.items()
    }


def _without(text: str) -> str:
    return _PEOPLE.sub("…", _TOKENS.sub(r"\1…", _LINKS.sub(r"\1…", text)))
