"""Somebody who is here already accepts the policy that holds now."""

from __future__ import annotations

from django.db import transaction

from tenants.models import PublicEntry
from users.errors import OtherVersion
from users.models import Policy, PolicyAcceptance, User


@transaction.atomic
def accept_policy(user: User, number: int) -> PolicyAcceptance:
    """`number` is the version that was read. Leaves the acceptance and a line; a repeat finds both.

    Raises OtherVersion, where another one holds by now: nobody accepts what they have not seen.
    """
    current = Policy.objects.current()
    if current.number != number:
        raise OtherVersion
    accepted, is_new = PolicyAcceptance.objects.get_or_create(user=user, policy=current)
    if is_new:
        PublicEntry.objects.create(user=user, verb="policy.accepted", subject=str(number))
    return accepted
