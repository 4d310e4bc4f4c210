"""Templates: what they lead to exists, and each part is part of something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = [
    file
    for room in ("templates", "tenants", "users", "billing", "post", "i18n", "workspace")
    for file in sorted((ROOT / room).rglob("*.html"))
]
TEXTS = {file: file.read_text(encoding="utf-8") for file in TEMPLATES}


def names(patterns: list, space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_page_that_a_template_leads_to_exists(file):
    known = {
        name
        for hosts in ("config.urls_public", "config.urls_provider", "config.urls_workspace")
        for name in names(get_resolver(hosts).url_patterns)
    }
    asked = set(re.findall(r"""\{%\s*url\s+["']([\w:-]+)["']""", TEXTS[file]))

    assert asked - known == set()


@pytest.mark.parametrize(
    "part", [p.name for p in sorted((ROOT / "templates/parts").iterdir())], ids=str
)
def test_every_part_is_part_of_something(part):
    itself = ROOT / "templates/parts" / part
    places = [text for file, text in TEXTS.items() if file != itself]
    code = [file.read_text(encoding="utf-8") for file in (ROOT / "workspace").rglob("*.py")]

    assert any(f"parts/{part}" in text for text in places + code)
