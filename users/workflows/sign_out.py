from __future__ import annotations

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest

from tenants.models import PublicEntry
from tenants.request import KnownRequest
from users.models import Session


@transaction.atomic
def sign_out(request: HttpRequest) -> None:
    """End the sign-in of this browser, and with it its sessions on every host.

    The public host's session is the origin of each workspace's, and can be ended from any of them.
    Leaves a line in the logbook; also ends what somebody has begun who is not signed in yet.
    """
    asked = KnownRequest.of(request)
    user, origin = asked.user, asked.session.origin_id
    if user.is_authenticated:
        PublicEntry.objects.create(
            user=user,
            tenant=asked.tenant,
            verb="user.signed_out",
            subject=str(user.pk),
        )
    logout(request)
    Session.objects.filter(pk=origin).delete()
