"""System check: the mail server's password leaves this machine in TLS only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register("mail")
def no_password_goes_over_plain_smtp(**kwargs: Any) -> list[CheckMessage]:
    """`config.mail` never comes to this; a settings module that goes its own way might."""
    if not settings.EMAIL_HOST_PASSWORD or settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL:
        return []
    return [Error("the mail server's password would be sent in clear", id="config.E001")]
