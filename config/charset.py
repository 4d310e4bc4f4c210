"""A request is written in UTF-8. Its charset could name any codec of Python: hex, zlib, idna."""

from __future__ import annotations

from django.utils.http import parse_header_parameters

_SPOKEN = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


def is_spoken(content_type: str) -> bool:
    try:
        _, parameters = parse_header_parameters(content_type)
    except ValueError:
        return False
    return str(parameters.get("charset", "utf-8")).strip().lower() in _SPOKEN


def harmless(content_type: str) -> str:
    """Django decodes the query while it makes its request, before any middleware could refuse.

    What we do not speak becomes a charset that nobody knows: Django leaves that alone.
    """
    return content_type if is_spoken(content_type) else "text/plain; charset=not-spoken"
