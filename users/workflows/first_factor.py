"""Somebody's first factor: whoever came in without one, before it, does not stay in beside it."""

from __future__ import annotations

import time
from typing import Any

from users.factors.held import Type, factors_of
from users.models import User
from users.sessions import PROOFS, PROVER
from users.workflows.end_sessions import end_all


def end_what_came_before(session: Any, user: User, kind: Type) -> None:
    """Once a factor of this kind was added in this session. If it is the first, this sign-in has
    proven it by that, and all others end, on all hosts. Another factor ends nothing."""
    held = list(factors_of(user))
    if len(held) != 1:
        return
    proof = {"method": "mfa", "type": kind.value, "id": held[0].pk, "at": time.time()}
    session[PROOFS] = [*session.get(PROOFS, []), proof]
    session[PROVER] = str(user.pk)
    end_all(user, but=session.session_key)
