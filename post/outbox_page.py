"""The demo's phone and mailbox: what left into the outbox folder, codes and links and all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from post.html import paragraphs

SHOWN = 50
_CODE = re.compile(r"(?<![\w#/&=.-])(\d{6})(?![\w/=-])")
_ANCHOR = re.compile(r"(<a .*?</a>)")


@dataclass(frozen=True, slots=True)
class Left:
    """One mail or SMS, as its reader would see it. `files` are the names of what came with it."""

    is_sms: bool
    at: datetime
    to: str
    subject: str
    paragraphs: list[SafeString]
    files: list[str]


@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """Only where the settings say so, which production never does (`config.mail.may_show`)."""
    if not settings.OUTBOX_SHOWN:
        raise Http404
    return render(request, "post/outbox.html", {"all": list(_newest()), "most": SHOWN})


def _newest() -> Iterator[Left]:
    """Names begin with the time. A file that goes meanwhile is not missed."""
    folder = Path(settings.OUTBOX_DIR)
    files = [*folder.glob("[0-9]*.eml"), *folder.glob("[0-9]*.sms.json")]
    for file in sorted(files, key=lambda each: each.name, reverse=True)[:SHOWN]:
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            continue
        yield _sms(file, content) if file.suffix == ".json" else _mail(file, content)


def _sms(file: Path, content: bytes) -> Left:
    told = json.loads(content)
    return Left(True, _time(file), told["to"], "", _shown(told["text"]), [])


def _mail(file: Path, content: bytes) -> Left:
    mail = message_from_bytes(content, policy=policy.default)
    body = mail.get_body(("plain",))
    text = str(body.get_content()) if body else ""
    files = [each.get_filename() or "" for each in mail.iter_attachments()]
    return Left(False, _time(file), str(mail["To"]), str(mail["Subject"]), _shown(text), files)


def _time(file: Path) -> datetime:
    return datetime.strptime(file.name.split("-")[0] + "+0000", "%Y%m%dT%H%M%S.%fZ%z")


def _shown(text: str) -> list[SafeString]:
    return [_with_codes(each.html) for each in paragraphs(text)]


def _with_codes(html: SafeString) -> SafeString:
    """A click on a code selects the whole of it. Links stay as they are."""
    parts: Iterable[str] = _ANCHOR.split(html)
    marked = [
        part if part.startswith("<a ") else _CODE.sub(r'<kbd class="drawn">\1</kbd>', part)
        for part in parts
    ]
    return mark_safe("".join(marked))  # noqa: S308 - it was escaped, and gains a tag of ours
