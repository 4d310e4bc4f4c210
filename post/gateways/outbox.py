"""A folder instead of a mail server: each mail is one `.eml` file, for the demo and the tests."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    """Names sort by time. A mail that is sent again (same Message-ID) replaces the first one."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.OUTBOX_DIR)
        with_recipients = [mail for mail in messages if mail.recipients()]
        for mail in with_recipients:
            message = mail.message()
            put_file(folder, _place(folder, message["Message-ID"]).name, message.as_bytes())
        return len(with_recipients)


def put_file(folder: Path, name: str, content: bytes) -> None:
    """Whole or not at all: written aside, then renamed. Readable by its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = folder / f".{secrets.token_hex(8)}"
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    aside.replace(folder / name)


def forget(message_ids: Iterable[str]) -> int:
    """Delete the copies of these mails, where this installation keeps any; and say how many."""
    folder, gone = Path(settings.OUTBOX_DIR), 0
    for message_id in message_ids:
        for copy in folder.glob(f"*-{_mark(message_id)}.eml"):
            copy.unlink(missing_ok=True)
            gone += 1
    return gone


def _place(folder: Path, message_id: str) -> Path:
    mark = _mark(message_id)
    earlier = sorted(folder.glob(f"*-{mark}.eml"))
    if earlier:
        return earlier[0]
    return folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{mark}.eml"


def _mark(message_id: str) -> str:
    return hashlib.sha256(message_id.encode()).hexdigest()[:24]
