"""Documents are tested: their paths exist, and every variable of the environment is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ["README.md", *(str(p.relative_to(ROOT)) for p in sorted(ROOT.glob("docs/**/*.md")))]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_exists(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w.-]+/[\w./-]*|[\w-]+\.(?:py|md|toml|txt|sh))`", text))
    links = set(re.findall(r"\]\((?!https?:|#)([^)#]+)\)", text))
    made = ("var/",)  # what the commands make, not what the repository holds
    missing = [p for p in named if not p.startswith(made) and not (ROOT / p).exists()]
    missing += [link for link in links if not (ROOT / document).parent.joinpath(link).exists()]
    assert missing == []


def test_the_map_names_every_room():
    text = (ROOT / "docs/map.md").read_text(encoding="utf-8")
    rooms = (
        "config",
        "tenants",
        "users",
        "billing",
        "jobs",
        "post",
        "i18n",
        "identity",
        "workspace",
    )
    for folder in (*rooms, "bench", "deploy"):
        assert f"`{folder}/`" in text


def test_the_map_names_every_part_of_the_workspace():
    text = (ROOT / "docs/map.md").read_text(encoding="utf-8")
    parts = [p.name for p in (ROOT / "workspace").iterdir() if (p / "__init__.py").exists()]
    assert parts
    assert [part for part in parts if f"`workspace/{part}/`" not in text] == []


def test_decisions_are_numbered_without_gaps_and_say_their_number():
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [decision.name[:4] for decision in decisions]
    said = [decision.read_text(encoding="utf-8")[:7] for decision in decisions]
    assert numbers == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert said == [f"# {number} " for number in numbers]


def test_every_promise_has_its_line():
    text = (ROOT / "docs/promises.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (P\d+) \|", text, re.MULTILINE) == [f"P{n}" for n in range(1, 15)]


def test_a_promise_that_is_kept_names_a_proof_that_exists():
    text = (ROOT / "docs/promises.md").read_text(encoding="utf-8")
    for row in re.findall(r"^\| P\d+ \|.*$", text, re.MULTILINE):
        state = row.split("|")[3].strip()
        assert state in ("kept", "in part", "not yet"), row
        proofs = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert bool(proofs) == (state != "not yet"), row


def test_the_example_names_every_variable():
    settings = (ROOT / "config/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"(KONTOR_\w+)"', settings))
    named = set(
        re.findall(r"^#?\s*(KONTOR_\w+?)(?:_FILE)?=", Path(ROOT / ".env.example").read_text(), re.M)
    )
    assert read == named
