"""What a host's document says that can be asked: new routes are walked by themselves."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.manual.document import document_of

PROVIDER = "config.urls_provider"
WORKSPACE = "config.urls_workspace"
PUBLIC = "config.urls_public"


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    told: Mapping[str, Any]
    schemas: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def address(self, known: str | None = None) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: known or self._some(found[1]), self.path)

    def _some(self, name: str) -> str:
        kinds = {each["name"]: each["schema"] for each in self.told.get("parameters", [])}
        return "1" if kinds[name].get("type") == "integer" else str(uuid.uuid4())

    @property
    def is_open(self) -> bool:
        """The document says that nobody has to be known for it."""
        return any(set(each) <= {"csrf"} for each in self.told.get("security", [{}]))

    @property
    def is_list(self) -> bool:
        return any(each["name"] == "limit" for each in self.told.get("parameters", []))

    @property
    def takes(self) -> list[str]:
        """The kinds of body that it reads."""
        return list(self.told.get("requestBody", {}).get("content", {}))

    @property
    def fields(self) -> list[str]:
        """The names that its JSON has at the top."""
        schema = self.told["requestBody"]["content"]["application/json"]["schema"]
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"].rpartition("/")[2]]
        return list(schema.get("properties", {}))


def operations(urlconf: str) -> Iterator[Operation]:
    document = document_of(urlconf)
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield Operation(method, path, told, document["components"]["schemas"])


def allowed(urlconf: str) -> dict[str, set[str]]:
    """Path → the methods that its document names."""
    found: dict[str, set[str]] = {}
    for each in operations(urlconf):
        found.setdefault(each.path, set()).add(each.method.upper())
    return found
