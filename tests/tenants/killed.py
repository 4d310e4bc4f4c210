"""A process of its own that is killed in the middle of its work, as a power cut would do it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection


def killed_before_statement(number: int, work: Callable[[], Any]) -> bool:
    """Do the work in a fork that dies by SIGKILL before its nth statement. False: it had ended.

    The fork leaves the parent's connection alone: it begins without one.
    """
    connection.close()
    child = os.fork()
    if child == 0:
        _work_and_die(number, work)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the work failed before it could be killed"
    return False


def _work_and_die(number: int, work: Callable[[], Any]) -> None:
    left = iter(range(number - 1, -1, -1))

    def count(execute: Any, *args: Any) -> Any:
        if next(left, 0) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    code = 1
    try:
        with connection.execute_wrapper(count):
            work()
        code = 0
    finally:
        os._exit(code)
