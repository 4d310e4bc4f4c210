from __future__ import annotations

from django.db import transaction
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
