"""The keys of programs: made, replaced, revoked. In the public room; each leaves a line without the
secret, which whoever asked is shown once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tenants.actor import Actor
from tenants.models import Membership, PublicEntry
from users.errors import TokenIsGone, TwoAreLive
from users.models import ApiToken, Attempts

MOST_OVERLAP = timedelta(days=7)
REFUSED_LINES_AN_HOUR = 5


@transaction.atomic
def make_token(
    *,
    name: str,
    days: int,
    by: Actor,
    membership: Membership | None = None,
    scopes: str,
    addresses: str = "",
) -> tuple[ApiToken, str]:
    """A program's key for `days` days; without a membership of the provider. With its secret."""
    token, secret = ApiToken.objects.make(
        name=name,
        membership=membership,
        expires_at=timezone.now() + timedelta(days=days),
        scopes=scopes,
        addresses=addresses,
    )
    _remember("token.made", token, by=by)
    return token, secret


@transaction.atomic
def rotate_token(token_id: UUID, *, overlap: timedelta, by: Actor) -> tuple[ApiToken, str]:
    """A new token in place of this one, which works on for `overlap` (at most 7 days).

    The new one may the same, and lives as long as this one was made for. Raises TokenIsGone, and
    TwoAreLive for one that was replaced already.
    """
    old = ApiToken.objects.select_for_update(of=("self",)).get(pk=token_id)
    if not old.is_live:
        raise TokenIsGone
    if old.successor is not None:
        raise TwoAreLive
    fresh, secret = ApiToken.objects.make(
        name=old.name,
        membership=old.membership,
        expires_at=timezone.now() + old.lives_for,
        scopes=old.scopes,
        addresses=old.addresses,
        replaces=old,
    )
    old.expires_at = min(old.expires_at, timezone.now() + min(overlap, MOST_OVERLAP))
    old.save(update_fields=["expires_at"])
    _remember("token.rotated", fresh, by=by)
    return fresh, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor, why: str) -> None:
    """It opens nothing from now on, for good. A repeat changes nothing."""
    if ApiToken.objects.filter(pk=token.pk).revoke(why=why):
        _remember("token.revoked", token, by=by)


def remember_refusal(token: ApiToken) -> None:
    """It came from an address that is not allowed: whoever has it now should not have it.

    A line in the logbook, a few an hour at most: the stranger may go on asking.
    """
    if Attempts.objects.take("token refused", str(token.pk), most=REFUSED_LINES_AN_HOUR):
        _remember("token.refused", token, by=Actor(client=token.prefix))


def _remember(verb: str, token: ApiToken, *, by: Actor) -> None:
    tenant = token.membership.tenant if token.membership else None
    PublicEntry.objects.write(verb, token.prefix, by=by, tenant=tenant)
