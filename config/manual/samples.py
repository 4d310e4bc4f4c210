"""Samples of calls: a body that a schema would take, and the command line that sends it."""

from __future__ import annotations

import json
from shlex import quote
from typing import Any

from config.manual.fields import Fields

_BY_FORMAT = {
    "uuid": "0190a6de-1f7c-7000-8000-000000000000",
    "date": "2026-11-05",
    "date-time": "2026-11-05T06:00:00Z",
    "email": "dace@example.com",
    "uri": "https://example.com/",
    "decimal": "12.50",
}
_BY_TYPE: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "string": "…"}


def curl_of(
    document: dict[str, Any], origin: str, method: str, path: str, told: dict[str, Any]
) -> str:
    """One command, ready for a shell where $TOKEN is set, or on the public host $CSRF."""
    words = ["curl"]
    if method != "get":
        words += ["-X", method.upper()]
    words.append(quote(f"{origin}{path}") if "{" in path else f"{origin}{path}")
    lines = [" ".join(words)]
    lines += _who(told.get("security", []), origin)
    lines += [
        f"-H {quote(each['name'] + ': …')}"
        for each in told.get("parameters", [])
        if each["in"] == "header" and each.get("required")
    ]
    lines += _body(Fields(document), told.get("requestBody", {}).get("content", {}))
    return " \\\n  ".join(lines)


def _who(security: list[dict[str, Any]], origin: str) -> list[str]:
    """By a token; or as a browser does, by the cookies of the first call."""
    named = {name for each in security for name in each}
    lines = ['-H "Authorization: Bearer $TOKEN"'] if "token" in named else []
    if "session" in named:
        lines.append("-b cookies -c cookies")
    if "csrf" in named:
        lines += ['-H "X-CSRFToken: $CSRF"', f"-H {quote(f'Origin: {origin}')}"]
    return lines


def _body(fields: Fields, content: dict[str, Any]) -> list[str]:
    for kind, media in content.items():
        sample = sample_of(fields, media.get("schema", {}))
        if kind == "multipart/form-data":
            files = media.get("schema", {})
            return [f"-F {quote(part)}" for part in _parts(fields, files, sample)]
        text = json.dumps(sample, ensure_ascii=False, indent=2)
        return [f"-H 'Content-Type: {kind}'", f"-d {quote(text)}"]
    return []


def _parts(fields: Fields, schema: dict[str, Any], sample: dict[str, Any]) -> list[str]:
    properties = fields.resolved(schema).get("properties", {})
    return [
        f"{name}=@file" if _is_file(fields.resolved(properties[name])) else f"{name}={value}"
        for name, value in sample.items()
    ]


def _is_file(schema: dict[str, Any]) -> bool:
    return schema.get("format") == "binary" or "contentMediaType" in schema


def sample_of(fields: Fields, schema: dict[str, Any], depth: int = 0) -> Any:
    """A value for each field that must be sent; for a schema that demands none, for its first."""
    whole = fields.resolved(schema)
    for key in ("example", "const", "default"):
        if key in whole:
            return whole[key]
    if whole.get("enum"):
        return whole["enum"][0]
    kinds = whole.get("type", "object")
    kind = kinds if isinstance(kinds, str) else next(k for k in kinds if k != "null")
    if kind == "array":
        return [sample_of(fields, whole["items"], depth + 1)] if depth < 4 else []
    if kind == "object":
        return _object(fields, whole, depth)
    return _BY_FORMAT.get(whole.get("format", ""), _BY_TYPE.get(kind, "…"))


def _object(fields: Fields, whole: dict[str, Any], depth: int) -> dict[str, Any]:
    properties = whole.get("properties", {})
    must = whole.get("required", [])
    names = [name for name in properties if name in must] or list(properties)[:1]
    return {name: sample_of(fields, properties[name], depth + 1) for name in names if depth < 4}
