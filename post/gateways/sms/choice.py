"""Which gateway SMS leave by: what `KONTOR_SMS_URL` begins with says it."""

from __future__ import annotations

from django.conf import settings

from post.errors import NoTexts
from post.gateways.sms.folder import Folder
from post.gateways.sms.message import SmsGateway
from post.gateways.sms.smsc import Smsc
from post.gateways.sms.twilio import Twilio

_GATEWAYS: dict[str, type[Folder] | type[Twilio] | type[Smsc]] = {
    "outbox": Folder,
    "twilio": Twilio,
    "smsc": Smsc,
}


def sms_gateway() -> SmsGateway:
    """Raises NoTexts where none is chosen."""
    kind = _GATEWAYS.get(settings.SMS_URL.scheme.partition("+")[0])
    if kind is None:
        raise NoTexts
    return kind(settings.SMS_URL)
