"""Where mail is handed over: one address, turned into Django's settings.

`smtps://` is TLS from the first byte, `smtp://` begins in clear and goes on in TLS (STARTTLS) or
not at all. Only a relay on this very machine that asks for no password is spoken to in clear.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote

from config.env import BadEnvironment

_PORTS = {"smtp": 25, "smtps": 465}


# By Anymail: its module, its class, and what it calls the key.
COMPANIES = {
    "anymail+postmark": ("postmark", "Postmark", "SERVER_TOKEN"),
    "anymail+mailgun": ("mailgun", "Mailgun", "API_KEY"),
    "anymail+brevo": ("brevo", "Brevo", "API_KEY"),
    "anymail+sparkpost": ("sparkpost", "SparkPost", "API_KEY"),
    "anymail+unisender-go": ("unisender_go", "UnisenderGo", "API_KEY"),
}
SCHEMES = ("smtp", "smtps", "outbox", *COMPANIES)
TIMEOUT = 20  # seconds


def settings_of(url: SplitResult, *, password: str, report_secret: str = "") -> dict[str, Any]:
    """Django's EMAIL_ settings for this address, and Anymail's.

    MAIL_REPORTS is the view that reads the company's reports, if it is one.
    """
    return {"ANYMAIL": {}, "MAIL_REPORTS": "", **_settings_of(url, password, report_secret)}


def _settings_of(url: SplitResult, password: str, report_secret: str) -> dict[str, Any]:
    if url.scheme in COMPANIES:
        return _by_a_company(url, key=password, report_secret=report_secret)
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


def _by_a_company(url: SplitResult, *, key: str, report_secret: str) -> dict[str, Any]:
    """`anymail+postmark:`, or with another address of its API: `anymail+mailgun://api.eu.mailgun.net/v3`."""
    module, name, called = COMPANIES[url.scheme]
    if not key or url.username:
        raise BadEnvironment(
            "KONTOR_MAIL_PASSWORD is the company's key; KONTOR_MAIL_URL has no name"
        )
    if report_secret and ":" not in report_secret:
        raise BadEnvironment("KONTOR_MAIL_REPORT_SECRET is a name, a colon and a password")
    anymail: dict[str, Any] = {
        f"{module.upper()}_{called}": key,
        "WEBHOOK_SECRET": report_secret,
        "REQUESTS_TIMEOUT": TIMEOUT,
        "IGNORE_UNSUPPORTED_FEATURES": True,  # not every company brings our mark back
    }
    if url.hostname:
        scheme = "http" if is_local(url.hostname) else "https"
        anymail[f"{module.upper()}_API_URL"] = f"{scheme}://{url.netloc}{url.path}"
    return {
        "EMAIL_BACKEND": f"anymail.backends.{module}.EmailBackend",
        "ANYMAIL": anymail,
        "MAIL_REPORTS": f"anymail.webhooks.{module}.{name}TrackingWebhookView",
    }


class HasAddress(Protocol):
    @property
    def url(self) -> SplitResult: ...


def may_show(asked: bool, *, mail: SplitResult, sms: Iterable[HasAddress], host: str) -> bool:
    """Whether everybody may read what left, codes too: the demo of one machine, and nothing else."""
    if not asked:
        return False
    companies = [each.url.hostname for each in sms if each.url.hostname]
    is_real = mail.scheme != "outbox" or not all(is_local(each) for each in companies)
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
