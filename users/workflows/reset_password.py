from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from tenants.actor import Actor
from tenants.models import PublicEntry
from users.models import User
from users.tasks import send_reset_link


@transaction.atomic
def begin_password_reset(person: User, *, by: Actor) -> None:
    """Staff begin it for somebody who asked them. Leaves the job that mails the link, and a line."""
    send_reset_link.enqueue(str(person.pk), get_language())
    PublicEntry.objects.write("password_reset.begun", person, by=by)


@transaction.atomic
def set_forgotten_password(request: HttpRequest, person: User, password: str) -> None:
    """Its link and the second proof were given, and the password is good.

    Leaves no session of theirs, a line, and the letter that tells of it. Nobody is signed in by it.
    """
    adapter = get_adapter(request)
    adapter.set_password(person, password)
    adapter.send_notification_mail("account/email/password_reset", person)
