"""A code is asked for in a request, and made and sent in a job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django_tasks import task

from config.addresses import public_address
from jobs.room_task import SOMEBODY_WAITS
from post.gsm import for_autofill
from post.letters import letter
from post.workflows.allow import allow_text
from post.workflows.deliver import deliver
from post.workflows.text import send_text
from tenants.rooms import public_room
from users.errors import NoPhone, TooManyCodes
from users.models import Attempts, Code, Phone, User
from users.models.code import LIFETIME

CODES_AN_HOUR = 5

# What the message says beside the code. `(code) -> sentence`, in the active language; a purpose
# without one says only that the code is for Kontor.
wording: dict[str, Callable[[Code], str]] = {}
# Who is told something else in the code's place: `(code) -> template of the message`, or "". The job
# asks it, so that whoever asks for a code cannot see whether an address or a number is known.
instead: dict[str, Callable[[Code], str]] = {}


def ask_for_code(
    purpose: str,
    *,
    channel: str,
    to: str,
    user: User | None = None,
    about: str = "",
    asked_from: str = "",
    by_owner: bool = False,
) -> Code:
    """Leave a code that waits to be typed, ten minutes long, and the job that sends it.

    Those asked for before, for the same, are void. In the public room. `asked_from` is the IP
    address of who asks. Raises TooManyCodes: one mail address gets five an hour, whoever asks and
    whatever for; and for a number what `allow_text` raises, which counts more than that.
    """
    if channel == Code.Channel.SMS:
        allow_text(to, asked_from=asked_from, by_owner=by_owner)
    elif not Attempts.objects.take(f"codes by {channel}", to, most=CODES_AN_HOUR):
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


def ask_for_code_by_sms(purpose: str, phone: Phone | None, *, about: str, asked_from: str) -> Code:
    """The same, to somebody's own number. Raises NoPhone, and what `allow_text` raises."""
    if phone is None:
        raise NoPhone
    return ask_for_code(
        purpose,
        channel=Code.Channel.SMS,
        to=phone.number,
        user=phone.user,
        about=about,
        asked_from=asked_from,
        by_owner=True,
    )


@task(priority=SOMEBODY_WAITS, atomic=False)
def send_code(code_id: str, language: str) -> None:
    """Make the digits and send them. A repeat makes new ones; the ones before do not fit any more."""
    with public_room(), transaction.atomic():
        drawn = _drawn(code_id)
    if drawn is not None:
        _send(*drawn, language=language)


def _drawn(code_id: str) -> tuple[Code, str, str] | None:
    """The code, its digits, and the template that says them; or another one, and no digits."""
    code = Code.objects.select_for_update().filter(pk=UUID(code_id), used_at=None).first()
    if code is None or code.is_over or code.is_for_nobody:
        return None
    if code.purpose in instead and (other := instead[code.purpose](code)):
        return code, "", other
    digits = code.draw()
    code.save(update_fields=["digest"])
    return code, digits, _TEMPLATES[code.channel]


_TEMPLATES: dict[str, str] = {
    Code.Channel.EMAIL: "users/mail/code.txt",
    Code.Channel.SMS: "users/mail/code_by_sms.txt",
}


def _send(code: Code, digits: str, template: str, *, language: str) -> None:
    told: dict[str, object] = {
        "code": digits,
        "minutes": LIFETIME // timedelta(minutes=1),
        "about": "",
        "url": public_address("/sign-in/"),
    }
    if code.purpose in wording:
        with public_room():
            told["about"] = _said(code, language)
    reference = str(code.user_id or code.pk)
    if code.channel == Code.Channel.SMS:
        words = letter(template, language=language, **told).text.strip()
        if digits:
            words = for_autofill(words, digits, host=settings.BASE_HOST)
        send_text(
            to=code.to, words=words, kind="users.code", reference=reference, until=code.expires_at
        )
    else:
        mail = letter(template, language=language, **told)
        deliver(to=code.to, letter=mail, kind="users.code", reference=reference)


def _said(code: Code, language: str) -> str:
    with translation.override(language):
        return str(wording[code.purpose](code))
