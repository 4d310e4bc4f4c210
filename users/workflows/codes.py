"""A code is asked for in a request, and made and sent in a job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django_tasks import task

from jobs.room_task import SOMEBODY_WAITS
from post.letters import letter
from post.workflows.deliver import deliver
from post.workflows.text import send_text
from tenants.rooms import public_room
from users.errors import TooManyCodes
from users.models import Attempts, Code, User
from users.models.code import LIFETIME

CODES_AN_HOUR = 5

# What the message says beside the code. `(code) -> sentence`, in the active language; a purpose
# without one says only that the code is for Kontor.
wording: dict[str, Callable[[Code], str]] = {}


def ask_for_code(
    purpose: str, *, channel: str, to: str, user: User | None = None, about: str = ""
) -> Code:
    """Leave a code that waits to be typed, ten minutes long, and the job that sends it.

    Those asked for before, for the same, are void. In the public room. Raises TooManyCodes: one
    address or number gets five an hour, whoever asks and whatever for.
    """
    if not Attempts.objects.take(f"codes by {channel}", to, most=CODES_AN_HOUR):
        raise TooManyCodes
    with transaction.atomic():
        Code.objects.filter(purpose=purpose, to=to, about=about, used_at=None).delete()
        code = Code.objects.create(
            purpose=purpose,
            channel=channel,
            to=to,
            user=user,
            about=about,
            expires_at=timezone.now() + LIFETIME,
        )
        send_code.enqueue(str(code.pk), get_language())
    return code


@task(priority=SOMEBODY_WAITS, atomic=False)
def send_code(code_id: str, language: str) -> None:
    """Make the digits and send them. A repeat makes new ones; the ones before do not fit any more."""
    with public_room(), transaction.atomic():
        drawn = _drawn(code_id)
    if drawn is not None:
        _send(*drawn, language=language)


def _drawn(code_id: str) -> tuple[Code, str] | None:
    code = Code.objects.select_for_update().filter(pk=UUID(code_id), used_at=None).first()
    if code is None or code.is_over:
        return None
    digits = code.draw()
    code.save(update_fields=["digest"])
    return code, digits


def _send(code: Code, digits: str, *, language: str) -> None:
    told = {"code": digits, "minutes": LIFETIME // timedelta(minutes=1), "about": ""}
    if code.purpose in wording:
        with public_room():
            told["about"] = _said(code, language)
    reference = str(code.user_id or code.pk)
    if code.channel == Code.Channel.SMS:
        words = letter("users/mail/code_by_sms.txt", language=language, **told).text.strip()
        send_text(
            to=code.to, words=words, kind="users.code", reference=reference, until=code.expires_at
        )
    else:
        mail = letter("users/mail/code.txt", language=language, **told)
        deliver(to=code.to, letter=mail, kind="users.code", reference=reference)


def _said(code: Code, language: str) -> str:
    with translation.override(language):
        return str(wording[code.purpose](code))
