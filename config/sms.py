"""Where SMS are handed over: one address, checked before anything is sent there."""

from __future__ import annotations

from urllib.parse import SplitResult

from config.env import BadEnvironment
from config.mail import is_local

SCHEMES = ("off", "outbox", "twilio+https", "twilio+http", "smsc+https", "smsc+http")


def checked(url: SplitResult, *, password: str) -> SplitResult:
    """A company is asked over TLS (only one on this very machine without), by name and password."""
    if "+" not in url.scheme:
        return url
    if url.password is not None:
        raise BadEnvironment("a password stands in KONTOR_SMS_PASSWORD, not in KONTOR_SMS_URL")
    if not (url.hostname and url.username and password):
        raise BadEnvironment(
            "KONTOR_SMS_URL names an account and a host; KONTOR_SMS_PASSWORD is set"
        )
    if url.scheme.endswith("+http") and not is_local(url.hostname):
        raise BadEnvironment("KONTOR_SMS_URL: SMS are handed over in TLS")
    return url
