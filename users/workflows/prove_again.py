"""Who is signed in has proven it once more: what that leaves behind."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from users.factors.held import Type
from users.proven import PASSWORD, renew
from users.workflows.change_factors import recovery_code_used


@transaction.atomic
def proven_by(request: Any, row: Authenticator | None) -> None:
    """By this factor, else by the password. The session counts as proven for five minutes.

    Its key is a new one, and there is a line. A code on paper is one less, of which its owner is
    told. Each time counts anew.
    """
    if row and row.type == Type.RECOVERY_CODES:
        recovery_code_used(request.user)
    renew(request, "mfa" if row else PASSWORD, row)
