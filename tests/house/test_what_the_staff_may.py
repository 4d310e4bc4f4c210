"""The table of `docs/roles.md` about the provider's staff says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from users.models import StaffRole
from users.models.api_token import PROVIDER_AREAS
from users.scopes import PROVIDER_AREA_NAMES
from users.views.console.staff import MAY

TABLE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"


def test_the_table_says_what_each_role_may():
    _, _, ours = TABLE.read_text("utf-8").partition("## What the provider's staff may do")
    rows = dict(re.findall(r"^\| (\w+) \|[^|]*\|(.*)\|$", ours, re.M))
    del rows["area"]
    said = {
        area: dict(zip(StaffRole, (word.strip() for word in row.split("|")), strict=True))
        for area, row in rows.items()
    }

    assert said == {
        area: {role: word(area, role) for role in StaffRole} for area in PROVIDER_AREAS.values()
    }


def word(area: str, role: StaffRole) -> str:
    if role.may(area, writes=True):
        return "changes"
    return "looks" if role.may(area, writes=False) else "–"


def test_each_role_and_each_area_has_words_on_the_pages():
    assert set(MAY) == set(StaffRole)
    assert set(PROVIDER_AREA_NAMES) == set(PROVIDER_AREAS.values())
