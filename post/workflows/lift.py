from __future__ import annotations

from django.db import transaction

from post.models import Suppression
from tenants.actor import Actor
from tenants.models import PublicEntry


@transaction.atomic
def lift(mark: str, *, by: Actor) -> None:
    """Mail may go to an address again, before its ninety days are over: the provider was told that
    the mailbox works. Leaves a logbook line, with the mark in the address's place. A repeat changes
    nothing; a mail that comes back stops the address again."""
    deleted, _by_model = Suppression.objects.filter(mark=mark).delete()
    if deleted:
        PublicEntry.objects.write("suppression.lifted", mark, by=by)
