"""A loop of calls takes no memory from the system, however deep it stands."""

from __future__ import annotations

from resource import RUSAGE_THREAD, getrusage
from wsgiref.util import setup_testing_defaults

import pytest

import config.wsgi
from config.depth import at_any_depth
from tests import world

CALLS = 300


def roomy(a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8, i=9, j=10, k=11, l=12, m=13, n=14):  # noqa: E741
    """A frame that is longer than that of `pages`, so that it crosses each end at some depth."""


def pages(depth):
    """How many pages of memory were new to so many calls, as deep as this."""
    if depth:
        return pages(depth - 1)
    before = getrusage(RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        roomy()
    return getrusage(RUSAGE_THREAD).ru_minflt - before


def most_pages():
    """Of all depths from here on: some of them end at the end of a piece."""
    return max(pages(depth) for depth in range(300))


def test_calls_take_no_new_memory_at_any_depth():
    assert at_any_depth(most_pages)() < CALLS / 2


def test_nor_does_one_inside_of_another():
    assert at_any_depth(at_any_depth(most_pages))() < CALLS / 2


def test_what_is_given_and_answered_stays_the_same():
    assert at_any_depth(divmod)(7, 2) == (3, 1)
    assert at_any_depth(int)("7", base=8) == 7


@pytest.mark.django_db
def test_the_server_calls_us_so():
    found = []
    asked = {"PATH_INFO": "/nowhere/", "HTTP_HOST": world.HOST, "wsgi.url_scheme": "https"}
    setup_testing_defaults(asked)

    config.wsgi.application(asked, lambda *_: found.append(most_pages())).close()

    assert len(found) == 1
    assert found[0] < CALLS / 2
