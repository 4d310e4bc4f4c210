"""A folder instead of a company: each SMS is one `.sms.json` file, for the demo and the tests."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from config.sms import Gateway
from post.gateways.outbox import put_file
from post.gateways.sms.message import Accepted, Message, NotSigned, Report


class Folder:
    """Names sort by time."""

    name = "outbox"

    def __init__(self, gateway: Gateway) -> None:
        pass

    def name_of(self, reference: str) -> str:
        return reference

    def send(self, message: Message) -> Accepted:
        told = {
            "to": message.to,
            "text": message.text,
            "kind": message.kind,
            "at": timezone.now().isoformat(),
        }
        name = f"{timezone.now():%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(6)}.sms.json"
        put_file(Path(settings.OUTBOX_DIR), name, json.dumps(told, ensure_ascii=False).encode())
        return Accepted(message.reference)

    def parse_delivery(self, request: HttpRequest) -> Report | None:
        raise NotSigned
