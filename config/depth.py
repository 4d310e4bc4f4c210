"""Calls that cost the same however deep they stand.

CPython keeps the frames of calls in pieces of 16 KiB and, without the mend of python/cpython#142183,
gives a piece back to the system as soon as nobody stands in it. So a loop that happens to call
across the end of a piece maps and unmaps memory each time. A page of ours did that 1,500 times and
spent a quarter of its time so, when a few calls more around it had moved its loops to such a place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

# Of 8 bytes each. CPython doubles a piece until the frame fits: this one, a little more than 128 KiB,
# gets a piece of 256, and what it leaves is for whatever is called. One within another does not fit
# into that, so it gets a piece of its own. What nobody touches takes no memory.
SLOTS = 17_000


def at_any_depth(call: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The same call, and all that it calls stands in one piece."""

    def within(*given: Given.args, **named: Given.kwargs) -> Answer:
        return call(*given, **named)

    # So much does its frame claim; it uses none of it.
    within.__code__ = within.__code__.replace(co_stacksize=SLOTS)
    return wraps(call)(within)
