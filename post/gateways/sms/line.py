"""One call of a gateway over HTTP: what was surely not taken, and what nobody knows."""

from __future__ import annotations

from typing import Any

import httpx
from django.conf import settings

from post.gateways.sms.message import Fault, Rejected, Unknown

CONNECT = 5.0  # seconds
# It asks for later, and took nothing: so Twilio says of 429 (its error 20429), and 503 means. A 500
# or 502 mostly does (docs/decisions/0028). Of a 504 nobody knows: it stands for a lost answer.
_LATER = {429, 500, 502, 503}


def call(
    url: str, fields: dict[str, str], *, auth: tuple[str, str] | None = None
) -> httpx.Response | Rejected | Unknown:
    """POST a form. The answer is below 500; redirects are not followed."""
    timeout = httpx.Timeout(settings.SMS_TIMEOUT, connect=min(CONNECT, settings.SMS_TIMEOUT))
    try:
        with httpx.Client(timeout=timeout, trust_env=False) as client:
            answer = client.post(url, data=fields, auth=auth or httpx.USE_CLIENT_DEFAULT)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as failure:
        return Rejected(type(failure).__name__, Fault.LATER)
    except httpx.HTTPError as failure:
        return Unknown(type(failure).__name__)
    if answer.status_code in _LATER:
        return Rejected(f"http_{answer.status_code}", Fault.LATER)
    return Unknown(f"http_{answer.status_code}") if answer.status_code >= 500 else answer


def read(answer: httpx.Response) -> dict[str, Any] | None:
    """The JSON object of an answer; None if there is none."""
    try:
        said = answer.json()
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
