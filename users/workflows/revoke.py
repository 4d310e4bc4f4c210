from __future__ import annotations

from django.db import transaction

from tenants.models import PublicEntry
from users.models import ApiToken

WHY = "seen over plain HTTP"


@transaction.atomic
def revoke_seen_token(secret: str) -> None:
    """A token came over plain HTTP: whoever listened has it now, so it is revoked for good.

    Leaves a line in the public logbook, without the secret. A repeat, or a token that we do not
    know, changes nothing.
    """
    token = ApiToken.objects.of_secret(secret).live().select_related("membership").first()
    if token is None or not ApiToken.objects.filter(pk=token.pk).revoke(why=WHY):
        return
    PublicEntry.objects.create(
        tenant_id=token.membership and token.membership.tenant_id,
        verb="token.revoked",
        subject=token.prefix,
    )
