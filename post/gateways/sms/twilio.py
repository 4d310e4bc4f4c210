"""Twilio's Messages API, and whatever speaks it: one POST, a signed call for each report.

https://www.twilio.com/docs/messaging/api/message-resource; /docs/usage/security: HMAC-SHA1, by the
account's token, over the address as it was given and each field's name and value, sorted by name (as
`RequestValidator` of Twilio's own library does: each value once, with the port and without);
/docs/api/errors for the codes. What comes with 429 was not processed (20429). There is no key that
would make a repeat harmless, so what was not answered is not repeated.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from urllib.parse import quote, unquote, urlencode

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
from post.paths import sms_reports_url

# Invalid, not reachable by phone, opted out (by STOP: nobody goes round that), no mobile, a landline.
_OF_THE_NUMBER = {21211, 21214, 21217, 21610, 21614, 21635}
# All others are between this account and this message: a country that is not allowed (21408), no route
# (21612), a sender that is none (21606).
# The account's own, whatever the message: none, not let in or suspended (10001, 20003, 20005, 20403,
# 20404, 30002), too much at once or today (20429, 21611, 30001, 63038).
_OF_THE_ACCOUNT = {10001, 20003, 20005, 20403, 20404, 20429, 21611, 30001, 30002, 63038}
_LONGEST, _SHORTEST = 36_000, 1  # seconds that a message may wait
_STATES = {
    **dict.fromkeys(["accepted", "scheduled", "queued", "sending", "sent"], Sms.State.ACCEPTED),
    **dict.fromkeys(["delivered", "read"], Sms.State.DELIVERED),
    **dict.fromkeys(["undelivered", "failed", "canceled"], Sms.State.FAILED),
}


class Twilio:
    name = "twilio"

    def __init__(self, gateway: Gateway) -> None:
        self.password, self.sender, url = gateway.password, gateway.sender, gateway.url
        self.account = unquote(url.username or "")
        self.base = f"{url.scheme.partition('+')[2]}://{url.netloc.rpartition('@')[2]}"

    def name_of(self, reference: str) -> str:
        return ""

    def send(self, message: Message) -> Outcome:
        where = f"{self.base}/2010-04-01/Accounts/{quote(self.account)}/Messages.json"
        answer = line.call(where, self._fields(message), auth=(self.account, self.password))
        if isinstance(answer, Rejected | Unknown):
            return answer
        said = line.read(answer)
        if answer.is_success:
            known = str(said.get("sid") or "") if said else ""
            return Accepted(known) if known else Unknown("unreadable")
        code = (said or {}).get("code")
        return Rejected(f"twilio_{code or answer.status_code}", _fault(code))

    def _fields(self, message: Message) -> dict[str, str]:
        sender = self.sender
        seconds = int((message.until - timezone.now()).total_seconds())
        return {
            "To": message.to,
            "MessagingServiceSid" if sender.startswith("MG") else "From": sender,
            "Body": message.text,
            "ValidityPeriod": str(max(_SHORTEST, min(seconds, _LONGEST))),
            "StatusCallback": f"{sms_reports_url()}?{urlencode({'about': message.reference})}",
        }

    def parse_delivery(self, request: HttpRequest) -> Report | None:
        if not self._is_signed(request):
            raise NotSigned
        said = request.POST
        state = _STATES.get(said.get("MessageStatus", ""))
        if state is None:
            return None
        return Report(
            state,
            reference=request.GET.get("about", ""),
            their_id=said.get("MessageSid", ""),
            error=f"twilio_{said['ErrorCode']}" if said.get("ErrorCode") else "",
        )

    def _is_signed(self, request: HttpRequest) -> bool:
        """Over the address that we gave, its query included, and every field. With its port or not."""
        given = request.headers.get("X-Twilio-Signature", "")
        query = request.META.get("QUERY_STRING", "")
        fields = "".join(
            f"{name}{value}"
            for name in sorted(request.POST)
            for value in sorted(set(request.POST.getlist(name)))
        )
        return any(
            hmac.compare_digest(given.encode(), self._signature(f"{url}?{query}{fields}"))
            for url in {sms_reports_url(), sms_reports_url(with_port=False)}
        )

    def _signature(self, signed: str) -> bytes:
        return b64encode(hmac.digest(self.password.encode(), signed.encode(), "sha1"))


def _fault(code: object) -> Fault:
    """A code that is not listed is about this message: three strange ones do not turn it off for all.
    What comes without one was not said by Twilio."""
    if code in _OF_THE_NUMBER:
        return Fault.NUMBER
    return Fault.LATER if code is None or code in _OF_THE_ACCOUNT else Fault.NOT_HERE
