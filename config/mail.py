"""Where mail is handed over: one address, turned into Django's settings.

`smtps://` is TLS from the first byte, `smtp://` begins in clear and goes on in TLS (STARTTLS) or
not at all. Only a relay on this very machine that asks for no password is spoken to in clear.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, unquote

from config.env import BadEnvironment

_PORTS = {"smtp": 25, "smtps": 465}


def settings_of(url: SplitResult, *, password: str) -> dict[str, Any]:
    """Django's EMAIL_ settings for this address."""
    if url.scheme == "outbox":
        return {"EMAIL_BACKEND": "post.gateways.outbox.OutboxBackend"}
    if url.password is not None:
        raise BadEnvironment("a password stands in KONTOR_MAIL_PASSWORD, not in KONTOR_MAIL_URL")
    host = url.hostname or "localhost"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": url.port or _PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp" and not (is_local(host) and not password),
    }


def may_show(asked: bool, *, mail: SplitResult, sms: SplitResult, host: str) -> bool:
    """Whether everybody may read what left, codes too: the demo of one machine, and nothing else."""
    if not asked:
        return False
    is_real = mail.scheme != "outbox" or not (sms.hostname is None or is_local(sms.hostname))
    if is_real or not (host == "localhost" or host.endswith(".localhost")):
        raise BadEnvironment(
            "KONTOR_OUTBOX_SHOWN is for a host below .localhost that sends nothing"
        )
    return True


def is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
