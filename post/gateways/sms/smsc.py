"""SMSC (smsc.kz, smsc.ru, smscentre.com): `send.php` with answers in JSON, and calls for the reports.

https://smscentre.com/api/http/ (fields and errors), .../api/http/status_messages/ (states) and
.../api/http/miscellaneous/callback/ (reports). The address of the reports is set in the customer's
settings there; its own parameter `sha1` or `md5` asks for a signature, which is otherwise left out.

What is signed, `id:phone:status:phrase`, is not on that page as far as we could read it. Two clients
that know nothing of each other say the same: C0deWiser/laravel-smscenter-mailer
(`SmsCenterService.webhookStatus`) and finenumbers/hlr (`provider-smsc/src/mapper.ts`). The error code
stands outside of it, so it is only shown. CRC32, the third that is offered, proves nothing: refused.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import md5, sha1, sha256
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from config.sms import Gateway
from post.gateways.sms import line
from post.gateways.sms.message import (
    Accepted,
    Fault,
    Message,
    NotSigned,
    Outcome,
    Rejected,
    Report,
    Unknown,
)
from post.models import Sms

# 7 no number. 1 parameters, 5 a date, 6 this text or this sender, 8 no way there from this company.
# Others pass: 2 login or our address, 3 money, 4 blocked for a while, 9 more than 15 at once.
_OF_THE_NUMBER, _NOT_HERE = {7}, {1, 5, 6, 8}
# But 9 is also said of one that equals another of the last minute, which was taken.
_TOO_MANY, _TAKEN_BEFORE = 9, "duplicate"
_LONGEST = timedelta(hours=24)
_STATES = {
    **dict.fromkeys(["-1", "0"], Sms.State.ACCEPTED),
    **dict.fromkeys(["1", "2", "4"], Sms.State.DELIVERED),
    **dict.fromkeys(["3", "20", "22", "23", "24", "25"], Sms.State.FAILED),
}


class Smsc:
    name = "smsc"

    def __init__(self, gateway: Gateway) -> None:
        self.password, self.sender, url = gateway.password, gateway.sender, gateway.url
        self.login = unquote(url.username or "")
        self.base = f"{url.scheme.partition('+')[2]}://{url.netloc.rpartition('@')[2]}"

    def name_of(self, reference: str) -> str:
        """A number from 1 to 2³¹-1, which is what a client may call a message there."""
        drawn = int.from_bytes(sha256(reference.encode()).digest()[:8])
        return str(drawn % (2**31 - 1) + 1)

    def send(self, message: Message) -> Outcome:
        answer = line.call(f"{self.base}/sys/send.php", self._fields(message))
        if isinstance(answer, Rejected | Unknown):
            return answer
        said = line.read(answer)
        if said is None:
            return Unknown("unreadable")
        if "error_code" in said or "error" in said:
            return _refusal(said)
        return Accepted(str(said["id"])) if "id" in said else Unknown("unreadable")

    def _fields(self, message: Message) -> dict[str, str]:
        left = min(max(message.until - timezone.now(), timedelta(minutes=1)), _LONGEST)
        hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
        return {
            "login": self.login,
            "psw": self.password,
            "phones": message.to,
            "mes": message.text,
            "id": self.name_of(message.reference),
            "valid": f"{hours:02}:{minutes:02}",
            "charset": "utf-8",
            "fmt": "3",
            **({"sender": self.sender} if self.sender else {}),
        }

    def parse_delivery(self, request: HttpRequest) -> Report | None:
        said = request.POST
        if not _is_signed({name: said.get(name, "") for name in (*_SIGNED, *_HASHES)}):
            raise NotSigned
        state = _STATES.get(said["status"])
        if state is None:
            return None
        error = said.get("err", "")
        return Report(
            state,
            their_id=said["id"],
            number=f"+{said['phone'].lstrip('+')}",
            error=f"smsc_{error}" if error not in ("", "0") else "",
        )


def _refusal(said: dict[str, Any]) -> Rejected | Unknown:
    code = int(said["error_code"]) if str(said.get("error_code", "")).isdecimal() else 0
    reason = f"smsc_{code}"
    if code == _TOO_MANY and _TAKEN_BEFORE in str(said.get("error", "")):
        return Unknown(reason)
    if code in _OF_THE_NUMBER:
        return Rejected(reason, Fault.NUMBER)
    return Rejected(reason, Fault.NOT_HERE if code in _NOT_HERE else Fault.LATER)


_SIGNED = ("id", "phone", "status")
_HASHES: dict[str, Any] = {"sha1": sha1, "md5": md5}  # theirs to choose


def _is_signed(said: dict[str, str]) -> bool:
    """By SHA-1 or by MD5, whichever the address of the reports asks for; both, where both are there."""
    phrase = settings.SMS_REPORT_SECRET
    given = {name: said[name].lower() for name in _HASHES if said[name]}
    signed = ":".join([*(said[name] for name in _SIGNED), phrase]).encode()
    fits = [
        hmac.compare_digest(mark.encode(), _HASHES[name](signed).hexdigest().encode())
        for name, mark in given.items()
    ]
    return bool(phrase and fits) and all(fits)
