from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from users.passwords.hashers import demand_a_turn


class SignInView(allauth.LoginView):  # type: ignore[misc]
    """allauth's. In a crowd most are sent away before anything is counted, looked up or hashed:
    what they cost would be missing to everybody else."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            demand_a_turn()
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **told: Any) -> dict[str, Any]:
        may_sign_up = settings.SIGN_UP != "closed"
        return {**super().get_context_data(**told), "may_sign_up": may_sign_up}
