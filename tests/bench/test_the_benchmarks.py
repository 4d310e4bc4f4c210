"""Each benchmark runs, with the smallest sizes, and says what it has to say."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings

from bench.measuring import databases

SMALLEST = {
    "migrate_change": ["--rounds", "1", "--tenants", "3"],
    "migrate_noop": ["--rounds", "1", "--tenants", "3"],
    "pdf": ["--rounds", "1"],
    "provision": ["--rounds", "1", "--claims", "2"],
    "provision_empty": ["--rounds", "1"],
    "request": ["--rounds", "1", "--requests", "1"],
    "scale": ["--rounds", "1", "--tenants", "12", "--visited", "2"],
    "jobs": ["--rounds", "1", "--jobs", "5", "--crowd", "10"],
    "import": ["--rounds", "1", "--lines", "60"],
    "signin": ["--rounds", "1", "--tries", "2", "--readers", "1", "--seconds", "3"],
}


def run(name: str) -> tuple[str, int]:
    """What the smallest run says, and the process that it was."""
    module = importlib.util.find_spec(f"bench.{name}") or importlib.util.find_spec(f"bench.{name}_")
    assert module
    process = subprocess.Popen(
        [sys.executable, "-m", module.name, "--json", *SMALLEST[name]],
        cwd=settings.HOME,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said, complained = process.communicate()
    assert process.returncode == 0, complained
    return said, process.pid


def databases_of(process: int) -> list[str]:
    with closing(databases.connection("postgres")) as server, server.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return [
            name for (name,) in cursor.fetchall() if name.startswith(f"kontor_bench_{process}_")
        ]


def test_without_a_name_the_benchmarks_are_listed_with_a_sentence_each():
    listed = subprocess.run(
        [settings.HOME / "bin/bench"], capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert [line.split()[0] for line in listed] == sorted(SMALLEST)
    assert all(line.endswith(".") for line in listed)


@pytest.mark.drill
@pytest.mark.parametrize("name", SMALLEST)
def test_a_benchmark_says_one_line_of_json_and_leaves_no_database(name):
    line, process = run(name)

    told = json.loads(line)
    assert line.count("\n") == 1
    assert list(told) == ["name", "ratios", "figures", "runs"]
    assert (told["name"], told["runs"]) == (name, 1)
    assert all(value > 0 for value in told["ratios"].values())
    assert all(isinstance(value, float) for value in told["figures"].values())
    assert databases_of(process) == []


@pytest.mark.drill
def test_ours_asks_the_database_no_more_often_than_django_alone():
    figures = json.loads(run("request")[0])["figures"]

    for place in ("page", "api"):
        assert figures[f"{place}_ours_queries"] <= figures[f"{place}_plain_queries"]
        assert figures[f"{place}_plain_queries"] < figures[f"{place}_stock_queries"]


def test_the_generated_sales_are_the_same_each_time_and_other_ones_for_each_number():
    sales = importlib.import_module("bench.import_").sales

    assert sales(100, number=7) == sales(100, number=7)
    assert sales(100, number=7) != sales(100, number=8)
    assert sales(100, number=7).count(b"\n") == 101


def test_a_table_is_printed_for_people():
    report = importlib.import_module("bench.measuring.report")
    result = report.Result("request", {"ours/plain": 1.05}, {"page_ms": 12.5}, 3)

    assert report._table(result) == (
        "request: 3 rounds, medians\n  ours/plain        1.05\n\n  page_ms           12.5"
    )


def test_the_ratio_is_that_of_neighbours_in_time():
    report = importlib.import_module("bench.measuring.report")

    assert report.ratio([1.0, 10.0, 100.0], [1.0, 5.0, 100.0]) == 1.0
