"""The sentences of libraries that a person meets here, and that the library cannot say in a language.

They stand in our catalogue, which Django asks before it asks the library's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import mofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from i18n.keywords import KEYWORDS

# Where a form, a model or an API refuses what was sent; and the catalogues that come with each.
MODULES = (
    "django.core.paginator",
    "django.core.validators",
    "django.db.models.base",
    "django.db.models.constraints",
    "django.db.models.fields",
    "django.db.models.fields.json",
    "django.db.models.fields.related",
    "django.forms.boundfield",
    "django.forms.fields",
    "django.forms.forms",
    "django.forms.formsets",
    "django.forms.models",
    "django.forms.utils",
    "django.forms.widgets",
    "django.utils.ipv6",
    "django.contrib.auth.password_validation",
    "rest_framework.exceptions",
    "rest_framework.fields",
    "rest_framework.pagination",
    "rest_framework.relations",
    "rest_framework.serializers",
    "rest_framework.validators",
    "django_filters.fields",
    "allauth.account.adapter",
    "allauth.account.forms",
)
CATALOGUES = ("django.conf", "django.contrib.auth", "rest_framework", "django_filters", "allauth")
# What names a kind of column or a part of the address for programmers is on no page.
_FOR_PROGRAMMERS = re.compile(rb"description\b.*\b_\(")


def lacking(language: str) -> Iterator[tuple[str, Any, str | None]]:
    """The place, the message and its context of each sentence that no library says in `language`."""
    known = [*_catalogues(language)]
    for place, message, context in met():
        if not any(_says(catalogue, message, context) for catalogue in known):
            yield place, message, context


@cache
def met() -> list[tuple[str, Any, str | None]]:
    """The same of each that a person can meet, whoever says it."""
    return [(name, *each) for name in MODULES for each in _met_in(_file_of(name).read_bytes())]


def _met_in(source: bytes) -> Iterator[tuple[Any, str | None]]:
    lines = source.splitlines()
    for line, message, _comments, context in extract("python", BytesIO(source), KEYWORDS):
        if not _FOR_PROGRAMMERS.search(lines[line - 1]):
            yield message, context


def _catalogues(language: str) -> Iterator[Catalog]:
    for package in CATALOGUES:
        file = _file_of(package).parent / "locale" / language / "LC_MESSAGES" / "django.mo"
        if file.exists():
            with file.open("rb") as compiled:
                yield mofile.read_mo(compiled)


def _says(catalogue: Catalog, message: Any, context: str | None) -> bool:
    read: Any = context and context.encode()  # Babel leaves the contexts of compiled ones as bytes
    found = catalogue.get(message, read)
    if found is None:
        return False
    texts = [found.string] if isinstance(found.string, str) else found.string or [""]
    return all(texts)


def _file_of(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    return Path(spec.origin)
