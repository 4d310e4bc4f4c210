"""Every address that a kind of host answers, read from its URLconf: a new one is attacked by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from django.urls import URLPattern, get_resolver
from rest_framework.schemas.generators import EndpointEnumerator

PUBLIC = "config.urls_public"
PROVIDER = "config.urls_provider"
WORKSPACE = "config.urls_workspace"


@dataclass(frozen=True)
class Address:
    """`path` has names in braces where it wants a value: `/parties/{party_id}/`."""

    path: str
    methods: tuple[str, ...]

    def __str__(self) -> str:
        return self.path

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def wants(self) -> list[str]:
        return [name for _, name, _, _ in Formatter().parse(self.path) if name]

    def filled(self, values: Mapping[str, Any]) -> str:
        return self.path.format_map(values)


@cache
def addresses(urlconf: str) -> list[Address]:
    """Sorted. A route of the API has the methods that its view has; a page is shown or sent to."""
    named = EndpointEnumerator(urlconf=urlconf)
    found = {}
    for regex, view in _routes(get_resolver(urlconf)):
        path = named.get_path_from_regex(regex.lstrip("/"))
        found[path] = Address(path, _methods(view))
    return [found[path] for path in sorted(found)]


def _routes(resolver: Any, before: str = "/") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from _routes(pattern, path)


def _methods(view: Any) -> tuple[str, ...]:
    if hasattr(view, "cls"):
        return tuple(sorted(set(view.cls().allowed_methods) - {"OPTIONS"}))
    return ("GET", "POST")
