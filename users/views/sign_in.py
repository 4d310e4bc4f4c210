from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from django.conf import settings


class SignInView(allauth.LoginView):  # type: ignore[misc]
    """allauth's. In a crowd most do not come here (`users/crowd.py`)."""

    def get_context_data(self, **told: Any) -> dict[str, Any]:
        may_sign_up = settings.SIGN_UP != "closed"
        return {**super().get_context_data(**told), "may_sign_up": may_sign_up}
