"""What stands between the first proof and being signed in. allauth keeps where somebody is."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.stages import LoginStage
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from users.factors.held import Type, has_factor, kinds_of


class SecondStep(LoginStage):  # type: ignore[misc]
    """For who holds a factor. A passkey that knew its person has been both steps at once."""

    key = "second_step"
    urlname = "second-step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user: Any = self.login.user
        if user is None or self._came_by_passkey(user) or not has_factor(kinds_of(user)):
            return None, True
        self.state["hash"] = user.get_session_auth_hash()
        return HttpResponseRedirect(reverse(self.urlname)), True

    @property
    def still_holds(self) -> bool:
        """A new password ends also what has not come to its end."""
        user: Any = self.login.user
        kept = self.state.get("hash", "")
        return bool(user and constant_time_compare(kept, user.get_session_auth_hash()))

    @property
    def by_password(self) -> bool:
        records = get_authentication_records(self.request, self.login.user)
        return any(record["method"] == "password" for record in records)

    def _came_by_passkey(self, user: Any) -> bool:
        records = get_authentication_records(self.request, user)
        return any(record.get("type") == Type.WEBAUTHN for record in records)
