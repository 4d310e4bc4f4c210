"""An SMS leaves in a job, as mail does."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from post.errors import TransactionOpen


def send_text(*, to: str, words: str, kind: str, reference: str, until: datetime) -> None:
    """Hand one SMS to the gateway, inside a job (`atomic=False`) and outside transactions.

    `to` is E.164. After `until` it is not worth sending, and is dropped.
    """
    if connection.in_transaction:  # type: ignore[attr-defined]
        raise TransactionOpen("an SMS leaves after the commit, never before")
    if until <= timezone.now():
        return
    folder = Path(settings.OUTBOX_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = {"to": to, "text": words, "kind": kind, "at": timezone.now().isoformat()}
    name = f"{timezone.now():%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(6)}.sms.json"
    (folder / name).write_text(json.dumps(told, ensure_ascii=False))
