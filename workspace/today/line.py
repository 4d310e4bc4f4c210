from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Line:
    """Something that waits, and the one thing to do about it."""

    text: Text
    detail: Text = ""
    url: str
    action: Text
    pill_label: Text = ""
    pill_tone: str = ""
