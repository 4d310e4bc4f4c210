from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.http import HttpResponse


class UsersConfig(AppConfig):
    name = "users"

    def ready(self) -> None:
        from config import confirming
        from jobs import housekeeping  # models can be imported once apps are loaded
        from tenants import life
        from users import (  # others: how allauth's tables are erased
            confirmed_factors,
            confirmed_tokens,
            limits,
            others,  # noqa: F401
        )
        from users.models import (
            Attempts,
            Code,
            Confirmation,
            ContactChange,
            Session,
            FactorRecovery,
            SignUp,
            Ticket,
        )
        from users.workflows import change_contact, sign_up  # noqa: F401 - whom codes are not sent to

        housekeeping.register(Session.objects.expired)
        housekeeping.register(Ticket.objects.expired)
        housekeeping.register(Code.objects.over)
        housekeeping.register(Attempts.objects.old)
        housekeeping.register(SignUp.objects.expired)
        housekeeping.register(ContactChange.objects.over)
        housekeeping.register(Confirmation.objects.past_their_time)
        life.erasing.register(limits.forget)
        for operation in (*confirmed_factors.OPERATIONS, *confirmed_tokens.OPERATIONS):
            confirming.register(operation)
        housekeeping.register(FactorRecovery.objects.over)
        confirming.kept_by(_desk)


def _desk(*asked: Any, **how: Any) -> HttpResponse:
    from users.views.confirm import desk  # views want the models, which are loaded by then

    return desk(*asked, **how)
