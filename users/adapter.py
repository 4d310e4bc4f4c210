from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What Kontor wants otherwise than allauth."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation; sign-up by oneself is a later issue."""
        return False

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        raise NotImplementedError("nobody signs up by this form")
