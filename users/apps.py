from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.http import HttpResponse

from config import confirming
from tenants import life


class UsersConfig(AppConfig):
    name = "users"

    def ready(self) -> None:
        # All of these know models, which are there once apps are loaded.
        from jobs import housekeeping
        from users import (  # noqa: F401 - others: how allauth's tables are erased
            checks,
            limits,
            mailed,
            others,
        )
        from users.confirmed import factors, own_data, staff, tokens  # the same
        from users.models import (  # the same
            Attempts,
            Code,
            Confirmation,
            ContactChange,
            FactorRecovery,
            SeenBrowser,
            Session,
            SignUp,
            Ticket,
        )
        from users.workflows import change_contact, sign_up  # noqa: F401 - whom codes are not sent to

        housekeeping.register(Session.objects.expired)
        housekeeping.register(Ticket.objects.expired)
        housekeeping.register(Code.objects.over)
        housekeeping.register(Attempts.objects.over)
        housekeeping.register(SignUp.objects.expired)
        housekeeping.register(ContactChange.objects.over)
        housekeeping.register(Confirmation.objects.past_their_time)
        housekeeping.register(FactorRecovery.objects.over)
        housekeeping.register(SeenBrowser.objects.forgotten)
        life.erasing.register(limits.forget)
        life.erasing.register(mailed.forget)
        for each in (factors, own_data, staff, tokens):
            for operation in each.OPERATIONS:
                confirming.register(operation)
        confirming.kept_by(_desk)


def _desk(*asked: Any, **how: Any) -> HttpResponse:
    from users.desk import desk  # it wants the models, which are loaded by then

    return desk(*asked, **how)
