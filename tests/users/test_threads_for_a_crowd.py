"""Who has a place at the sign-in keeps a thread of the server: some are left, for all others."""

from __future__ import annotations

import pytest
from django.conf import settings as ours

from config.sizes import PLACES, hashes_at_once
from users.checks import a_crowd_leaves_a_thread
from users.passwords.turns import Turns


@pytest.mark.parametrize(
    ("cores", "threads", "many"),
    [(1, 16, 1), (2, 16, 1), (4, 16, 2), (12, 16, 2), (64, 16, 2), (64, 64, 10), (64, 4, 1)],
)
def test_a_process_hashes_on_half_of_the_cores_if_it_has_the_threads(cores, threads, many):
    assert hashes_at_once(cores=cores, threads=threads) == many


@pytest.mark.parametrize("cores", [1, 2, 6, 12, 32, 256])
@pytest.mark.parametrize("threads", [6, 8, 16, 17, 64])
def test_a_crowd_stands_in_half_of_the_threads_at_most(cores, threads):
    places = Turns(hashes_at_once(cores=cores, threads=threads))
    let_in = sum(places.take("") for _ in range(threads))

    assert 0 < let_in <= threads / 2


@pytest.mark.parametrize(
    ("many", "threads", "found"),
    [
        (1, 4, []),
        (1, 3, ["users.E001"]),
        (5, 16, []),
        (6, 16, ["users.E001"]),
        (0, 16, ["users.E001"]),
    ],
)
def test_the_check_finds_a_crowd_that_fills_all_threads(settings, many, threads, found):
    settings.HASHES_AT_ONCE, settings.SERVER_THREADS = many, threads

    assert [error.id for error in a_crowd_leaves_a_thread()] == found


def test_what_is_set_where_nobody_has_said_anything_passes_the_check():
    assert a_crowd_leaves_a_thread() == []
    assert PLACES * ours.HASHES_AT_ONCE <= ours.SERVER_THREADS / 2
