"""Where a document takes ids, so that real ones, ours and another tenant's, can be put there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def places_of_ids(document: dict[str, Any]) -> list[str]:
    """As schemathesis names them: `path.party_id`, `body.lines[*].item`."""
    found = set()
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                if _is_id(parameter["schema"]):
                    found.add(f"{parameter['in']}.{parameter['name']}")
            for content in operation.get("requestBody", {}).get("content", {}).values():
                found |= {f"body{path}" for path in _ids_in(content["schema"], document)}
    return sorted(found)


def kind_of(place: str, kinds: Iterable[str]) -> str:
    """Which kind of row stands at a place, by its name: `path.party_id` takes a party."""
    noun = place.rpartition(".")[2].removesuffix("_id").removesuffix("[*]").rstrip("s")
    noun = {"id": "tenant", "invoice": "document", "credit": "line"}.get(noun, noun)
    return noun if noun in kinds else ""


def _ids_in(schema: dict[str, Any], document: dict[str, Any], depth: int = 0) -> Iterator[str]:
    schema = _resolved(schema, document)
    if depth > 6:
        return
    for name, inner in schema.get("properties", {}).items():
        if _is_id(inner):
            yield f".{name}"
        for path in _ids_in(inner, document, depth + 1):
            yield f".{name}{path}"
    if "items" in schema:
        if _is_id(schema["items"]):
            yield "[*]"
        for path in _ids_in(schema["items"], document, depth + 1):
            yield f"[*]{path}"


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    return dict(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])


def _is_id(schema: dict[str, Any]) -> bool:
    return schema.get("format") == "uuid"
