"""What allauth asks about factors. How they are kept and proven is ours: `users.factors`."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Nothing passes through allauth's own ways of keeping secrets: they are bound to nobody."""

    # allauth's own texts are not in all of our languages.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the code, or it was used already. Wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        raise NotImplementedError("see users.factors.totp")

    def decrypt(self, encrypted_text: str) -> str:
        raise NotImplementedError("see users.factors.totp")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError("see users.workflows.change_factors")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """One name for all hosts: a passkey is made on the public one."""
        return {"id": settings.BASE_HOST, "name": "Kontor"}
