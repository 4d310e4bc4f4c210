from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django_tasks import task

from jobs.room_task import SOMEBODY_WAITS
from post.letters import letter
from post.workflows.deliver_to_each import deliver_to_each
from tenants.models import PublicEntry, Tenant
from tenants.rooms import public_room
from users.models import ApiToken, User

WHY = "seen over plain HTTP"


@transaction.atomic
def revoke_seen_token(secret: str) -> None:
    """A token came over plain HTTP: whoever listened has it now, so it is revoked for good.

    Leaves a line in the public logbook, without the secret, and a mail to whom the program acted
    for and to the owners. A repeat, or a token that we do not know, changes nothing.
    """
    token = ApiToken.objects.of_secret(secret).live().select_related("membership").first()
    if token is None or not ApiToken.objects.filter(pk=token.pk).revoke(why=WHY):
        return
    PublicEntry.objects.create(
        tenant_id=token.membership and token.membership.tenant_id,
        verb="token.revoked",
        subject=token.prefix,
    )
    if token.membership is not None:
        tell_of_seen_token.enqueue(str(token.pk))


@task(priority=SOMEBODY_WAITS, atomic=False)
def tell_of_seen_token(token_id: str) -> None:
    """No request of theirs caused it, so the mail is in the language of the business."""
    with public_room():
        token = _with_its_tenant(token_id)
        if token is None:
            return
        tenant: Tenant = token.membership.tenant
        owners = User.objects.filter(memberships__tenant=tenant, memberships__role="owner")
        readers = {token.membership.user.email, *owners.values_list("email", flat=True)}
        path = reverse("tokens", urlconf="config.urls_workspace")
        told = {"name": token.name, "prefix": token.prefix, "url": f"{tenant.url}{path}"}
    mail = letter("users/mail/token_seen.txt", language=tenant.language, **told)
    deliver_to_each(sorted(readers), letter=mail, kind="users.token_seen", reference=token_id)


def _with_its_tenant(token_id: str) -> Any:
    found = ApiToken.objects.select_related("membership__tenant", "membership__user")
    return found.filter(pk=token_id, membership__isnull=False).first()
