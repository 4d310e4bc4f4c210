"""The OpenAPI 3.1 document of a kind of host, made from its routes."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

from config.manual.sessions import by_session

TITLES = {
    "config.urls_provider": "Kontor, the provider's API",
    "config.urls_public": "Kontor, the API of people",
    "config.urls_workspace": "Kontor, the API of a workspace",
}


def document_of(urlconf: str) -> dict[str, Any]:
    """What this host answers to programs, in the language of the request. Not to be changed."""
    return _made(urlconf, get_language() or "en")


@lru_cache(maxsize=16)
def _made(urlconf: str, language: str) -> dict[str, Any]:
    """Texts are translated here, once a language and process, by rendering them."""
    made = SchemaGenerator(urlconf=urlconf).get_schema(public=True)  # type: ignore[no-untyped-call]
    made["info"]["title"] = TITLES[urlconf]
    document: dict[str, Any] = json.loads(OpenApiJsonRenderer().render(made))
    return by_session(document) if urlconf == "config.urls_public" else document
