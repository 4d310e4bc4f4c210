"""Which gateways SMS leave by: what the settings' addresses begin with says it, and their order."""

from __future__ import annotations

from django.conf import settings

from config.sms import Gateway
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


def sms_gateways() -> list[SmsGateway]:
    return [_made(each) for each in settings.SMS_GATEWAYS]


def gateways_for(country: str) -> list[SmsGateway]:
    """Those that serve its numbers, the first one first. Raises NoTexts where none does."""
    serving = [_made(each) for each in settings.SMS_GATEWAYS if each.serves(country)]
    if not serving:
        raise NoTexts
    return serving


def _made(gateway: Gateway) -> SmsGateway:
    return _GATEWAYS[gateway.url.scheme.partition("+")[0]](gateway)
