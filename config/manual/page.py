"""An OpenAPI document, turned into what a page shows: plain lists, in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.manual.fields import Field, Fields
from config.manual.marks import marked
from config.manual.samples import curl_of

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Body:
    """What goes in or comes out, in one form."""

    kind: str
    fields: list[Field]


@dataclass(frozen=True)
class Answer:
    status: str
    description: str
    kind: str
    fields: list[Field]
    is_good: bool


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    body: Body | None
    answers: list[Answer]
    curl: str


@dataclass(frozen=True)
class Resource:
    name: str
    operations: list[Operation]


class Manual:
    """The document's resources, each with its operations. `origin` is where the host answers."""

    def __init__(self, document: dict[str, Any], origin: str) -> None:
        self.title: str = document["info"]["title"]
        self.version: str = document["info"]["version"]
        self.origin = origin
        self._document = document
        self._fields = Fields(document)
        self.problem = self._fields.of({"$ref": "#/components/schemas/Problem"})

    @property
    def resources(self) -> list[Resource]:
        found: dict[str, list[Operation]] = {}
        for path, methods in self._document["paths"].items():
            for method in METHODS:
                if method in methods:
                    told = methods[method]
                    name = (told.get("tags") or ["api"])[0]
                    found.setdefault(name, []).append(self._operation(method, path, told))
        return [Resource(name, operations) for name, operations in found.items()]

    def _operation(self, method: str, path: str, told: dict[str, Any]) -> Operation:
        description = told.get("description", "")
        kind, schema = _content(told.get("requestBody", {}))
        return Operation(
            name=told["operationId"],
            method=method.upper(),
            path=path,
            summary=told.get("summary") or description.split("\n")[0] or told["operationId"],
            description=marked(description if told.get("summary") else ""),
            parameters=[self._fields.parameter(each) for each in told.get("parameters", [])],
            body=Body(kind, self._fields.of(schema)) if kind else None,
            answers=list(self._answers(told["responses"])),
            curl=curl_of(self._document, self.origin, method, path, told),
        )

    def _answers(self, responses: dict[str, Any]) -> Iterator[Answer]:
        """Refusals all look alike: their fields are shown once, for the whole page."""
        for status, told in sorted(responses.items()):
            kind, schema = _content(told)
            is_good = status.startswith("2")
            fields = self._fields.of(schema) if is_good else []
            yield Answer(status, marked(told.get("description", "")), kind, fields, is_good)


def _content(told: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The first form that is offered, and its schema."""
    for kind, media in told.get("content", {}).items():
        return kind, media.get("schema", {})
    return "", {}
