"""SMSC (smsc.kz, smsc.ru): `send.php` with answers in JSON, and calls for the reports.

https://smsc.kz/api/http/send/, https://smsc.kz/api/http/miscellaneous/callback/. The address of the
reports and their secret phrase are set in the customer's settings there.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import md5, sha1, sha256
from urllib.parse import SplitResult, unquote

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from post.gateways.sms import line
from post.gateways.sms.message import (
    Accepted,
    Message,
    NotSigned,
    Outcome,
    Rejected,
    Report,
    Unknown,
)
from post.models import Sms

# 1 parameters, 6 this text, 7 this number's format, 8 this number cannot be reached. Others pass:
# 2 login, 3 money, 4 blocked for a while, 9 too many equal ones.
_FOR_GOOD = {1, 6, 7, 8}
_LONGEST = timedelta(hours=24)
_STATES = {
    **dict.fromkeys(["-1", "0"], Sms.State.ACCEPTED),
    **dict.fromkeys(["1", "2", "4"], Sms.State.DELIVERED),
    **dict.fromkeys(["3", "20", "22", "23", "24", "25"], Sms.State.FAILED),
}


class Smsc:
    name = "smsc"

    def __init__(self, url: SplitResult) -> None:
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
        code = said.get("error_code")
        if code is not None:
            return Rejected(f"smsc_{code}", permanent=code in _FOR_GOOD)
        return Accepted(str(said["id"])) if "id" in said else Unknown("unreadable")

    def _fields(self, message: Message) -> dict[str, str]:
        left = min(max(message.until - timezone.now(), timedelta(minutes=1)), _LONGEST)
        hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
        return {
            "login": self.login,
            "psw": settings.SMS_PASSWORD,
            "phones": message.to,
            "mes": message.text,
            "id": self.name_of(message.reference),
            "valid": f"{hours:02}:{minutes:02}",
            "charset": "utf-8",
            "fmt": "3",
            **({"sender": settings.SMS_FROM} if settings.SMS_FROM else {}),
        }

    def parse_delivery(self, request: HttpRequest) -> Report | None:
        said = request.POST
        if not _is_signed({name: said.get(name, "") for name in (*_SIGNED, "sha1", "md5")}):
            raise NotSigned
        state = _STATES.get(said["status"])
        if state is None:
            return None
        error = said.get("err", "")
        return Report(
            state,
            provider_id=said["id"],
            number=f"+{said['phone'].lstrip('+')}",
            error=f"smsc_{error}" if error not in ("", "0") else "",
        )


_SIGNED = ("id", "phone", "status")


def _is_signed(said: dict[str, str]) -> bool:
    """By SHA-1 where it is given, else by MD5: what SMSC offers."""
    if not settings.SMS_REPORT_SECRET:
        return False
    signed = ":".join([*(said[name] for name in _SIGNED), settings.SMS_REPORT_SECRET]).encode()
    right = sha1(signed) if said["sha1"] else md5(signed)  # noqa: S324 - theirs to choose
    given = said["sha1"] or said["md5"]
    return hmac.compare_digest(given.lower().encode(), right.hexdigest().encode())
