"""A log line holds opaque ids: whatever an exception says, no address and no number gets through."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from config.logs import formatter


def written(message: str, *args: object, error: Exception | None = None) -> str:
    told = None
    if error is not None:
        try:
            raise error
        except Exception:
            told = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, message, args, told)
    line = formatter().format(record)
    assert json.loads(line)["level"] == "error"
    return line


@pytest.mark.parametrize(
    "person",
    [
        "anna@maize.example",
        "Anna.Bērziņa+x@mail.maize.example",
        "jānis@rīga.example",
        "+37120000001",
        "+77011234567",
    ],
)
def test_an_address_or_a_number_is_left_out(person):
    lines = [
        written("refused: %s", person),
        written(f"<{person}>, ({person}) to={person};{person}"),
        written("failed", error=ValueError(f"550 {person}: no such person")),
    ]

    for line in lines:
        assert person not in line
        assert "…" in line


def test_what_names_nobody_stays():
    said = "job 01a2032a-4895-72fd-8f08-3b19e25292a1 in 3 s, at 12:00+00:00, 5 + 37120000001 @ noon"

    assert said in written(said)
