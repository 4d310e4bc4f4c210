"""Where a document takes ids, so that real ones, ours and another tenant's, can be put there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def places_of_ids(document: dict[str, Any]) -> dict[str, list[str]]:
    """Path → its places, as schemathesis names them: `path.party_id`, `body.lines[*].item`."""
    found = {}
    for path, methods in document["paths"].items():
        found[path] = sorted({p for each in methods.values() for p in _places_in(each, document)})
    return {path: places for path, places in found.items() if places}


def _places_in(operation: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    for parameter in operation.get("parameters", []):
        if _is_id(parameter["schema"]):
            yield f"{parameter['in']}.{parameter['name']}"
    for content in operation.get("requestBody", {}).get("content", {}).values():
        for inner in _ids_in(content["schema"], document):
            yield f"body{inner}"


def kind_of(path: str, place: str, kinds: Iterable[str]) -> str:
    """Which kind of row stands at a place, by its name: `path.party_id` takes a party, `path.id`
    what the list above it has.
    """
    noun = place.rpartition(".")[2].removesuffix("_id").removesuffix("[*]").rstrip("s")
    if noun == "id":
        noun = path.partition("/{id}")[0].rpartition("/")[2].rstrip("s")
    noun = {"invoice": "document", "credit": "line"}.get(noun, noun)
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
