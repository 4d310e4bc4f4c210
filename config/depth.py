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

# Of 8 bytes each. A frame that wants so many gets a piece of 256 KiB; the other half of it, a little
# less than this one, is for whatever is called: inside of another one it gets a piece of its own
# again. What nobody touches takes no memory.
SLOTS = 17_000


def at_any_depth(call: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The same call, and all that it calls stands in one piece."""

    def within(*given: Given.args, **named: Given.kwargs) -> Answer:
        return call(*given, **named)

    within.__code__ = within.__code__.replace(co_stacksize=SLOTS)
    return wraps(call)(within)
