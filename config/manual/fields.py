"""The fields of a JSON schema as rows: what each is called, what it may hold, whether it must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.manual.marks import marked

DEEPEST = 3
MOST_CHOICES = 12


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    is_required: bool
    description: str
    choices: list[str]
    where: str = ""


class Fields:
    """Reads schemas of one document, in which `$ref` points to a component."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._components: dict[str, Any] = document.get("components", {}).get("schemas", {})

    def of(self, schema: dict[str, Any]) -> list[Field]:
        return list(self._rows(schema, "", 0))

    def parameter(self, told: dict[str, Any]) -> Field:
        kind, choices = self._kind(told.get("schema", {}))
        return Field(
            name=told["name"],
            kind=kind,
            is_required=told.get("required", False),
            description=marked(told.get("description", "")),
            choices=choices,
            where=told["in"],
        )

    def _rows(self, schema: dict[str, Any], before: str, depth: int) -> Iterator[Field]:
        whole = self.resolved(schema)
        if "items" in whole:
            yield from self._rows(whole["items"], f"{before.rstrip('.')}[].", depth)
        must = whole.get("required", [])
        for name, told in whole.get("properties", {}).items():
            kind, choices = self._kind(told)
            description = marked(told.get("description", ""))
            yield Field(f"{before}{name}", kind, name in must, description, choices)
            if depth < DEEPEST:
                yield from self._rows(told, f"{before}{name}.", depth + 1)

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema itself, without `$ref` and with the parts of `allOf` and `oneOf` laid together."""
        if "$ref" in schema:
            return self.resolved(self._components[schema["$ref"].rsplit("/", 1)[-1]]) | {
                key: value for key, value in schema.items() if key != "$ref"
            }
        whole = {key: value for key, value in schema.items() if key not in ("allOf", "oneOf")}
        for part in [*schema.get("allOf", []), *schema.get("oneOf", [])]:
            found = self.resolved(part)
            enum = [*whole.get("enum", []), *found.get("enum", [])]
            whole = found | whole | ({"enum": enum} if enum else {})
        return whole

    def _kind(self, schema: dict[str, Any]) -> tuple[str, list[str]]:
        whole = self.resolved(schema)
        choices = [str(choice) for choice in whole.get("enum", []) if choice not in (None, "")]
        if len(choices) > MOST_CHOICES:
            choices = [*choices[:MOST_CHOICES], "…"]
        return ", ".join(self._words(whole)), choices

    def _words(self, whole: dict[str, Any]) -> Iterator[str]:
        kinds = whole.get("type", "object" if "properties" in whole else "any")
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if "items" in whole:
            inner = ", ".join(self._words(self.resolved(whole["items"])))
            yield f"array of {inner}"
        else:
            yield " or ".join(kind for kind in kinds if kind != "null")
        if "null" in kinds:
            yield "or null"
        if "format" in whole:
            yield whole["format"]
        if "maxLength" in whole:
            yield f"at most {whole['maxLength']} characters"
