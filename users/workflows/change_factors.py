"""How somebody signs in changes: a row, a line in the logbook, and a notice by mail, all together.

Who has a phone and no factor yet proves with the password alone, and so does whoever stole that:
what is added then confirms no operation for a day, of which every address is told, or until the
phone has said yes to it. So does what a code on paper has let in, and what staff of the provider
add without a phone. Only a factor that confirms lets in another one that does so at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from tenants.actor import KONTOR, Actor
from tenants.models import PublicEntry
from users.errors import ShortPasswordAlone
from users.factors import passkeys, recovery_codes, totp
from users.factors.held import CONFIRMS_FROM, factors_of, has_factor, kinds_of
from users.models import Phone, Staff, User
from users.models.phone import COOLING
from users.tasks import tell_of_changed_way_in
from users.workflows.first_factor import end_what_came_before

PAPER_USED = "recovery_codes.used"


@transaction.atomic
def add_app(user: User, secret: str, step: int, *, at_once: bool) -> None:
    """`step` is that of the code which showed that the app works. A second app is none.

    `at_once`: who adds it has just proven it by a factor that confirms.
    """
    added = totp.add(user, secret, step)
    _tell("factor.added", added if at_once else _let_cool(added), "app_added")


@transaction.atomic
def add_passkey(session: Any, user: User, answered: str, *, name: str, at_once: bool) -> None:
    """`at_once`: as of an app. Raises PasskeyRefused."""
    added = passkeys.add(session, user, answered, name=name)
    _tell("factor.added", added if at_once else _let_cool(added), "passkey_added")
    end_what_came_before(session, user, Authenticator.Type.WEBAUTHN)


@transaction.atomic
def make_recovery_codes(user: User, *, with_first: bool = False) -> list[str]:
    """To be shown now: they are kept nowhere. Those made before are void.

    `with_first`: they come along with a first factor, of which a letter tells already.
    """
    codes = recovery_codes.make(user)
    _line(user, "recovery_codes.made", user)
    if not with_first:
        tell_of_changed_way_in.enqueue(str(user.pk), "codes_made", get_language())
    return codes


def codes_with_first(user: User) -> list[str]:
    """Codes on paper come with the first factor: without it nobody would have them in need. Who has
    some keeps those, and gets none."""
    return [] if recovery_codes.left(user) else make_recovery_codes(user, with_first=True)


@transaction.atomic
def recovery_code_used(user: User) -> None:
    """One code less. Its owner is told, whoever used it."""
    _line(user, PAPER_USED, user)
    tell_of_changed_way_in.enqueue(str(user.pk), "code_used", get_language())


@transaction.atomic
def rename_passkey(row: Authenticator, name: str) -> None:
    row.data["name"] = name
    row.save(update_fields=["data"])
    _line(row.user, "factor.renamed", row)


@transaction.atomic
def trust_factor(row: Authenticator) -> None:
    """The phone has said yes to what the password alone has let in: it confirms from now on."""
    if row.data.pop(CONFIRMS_FROM, None) is not None:
        row.save(update_fields=["data"])
        _line(row.user, "factor.trusted", f"{row.type} {row.pk}")


@transaction.atomic
def remove_factor(row: Authenticator) -> None:
    """With the last one the codes on paper go too: there is nothing that they could stand in for.

    The sessions of the person stay: whoever removes a factor has just proven to hold one. Raises
    ShortPasswordAlone: a password may be short beside a factor only.
    """
    user, kind = row.user, "app_removed" if row.type == "totp" else "passkey_removed"
    if user.has_short_password and not factors_of(user).exclude(pk=row.pk).exists():
        raise ShortPasswordAlone
    _tell("factor.removed", row, kind)
    row.delete()
    if not has_factor(kinds_of(user)):
        Authenticator.objects.filter(user=user).delete()


@transaction.atomic
def remove_all_factors(user: User, *, by: Actor = KONTOR) -> None:
    """Nothing but the password is left. A repeat finds nothing, and tells nobody."""
    if not factors_of(user).exists():
        return
    Authenticator.objects.filter(user=user).delete()
    PublicEntry.objects.write("factors.removed", user, by=by)
    tell_of_changed_way_in.enqueue(str(user.pk), "all_removed", get_language())


def let_cool_what_is_new(user: User) -> None:
    """What was added before there was anything to lose by it waits until it is a day old."""
    for row in factors_of(user).filter(created_at__gt=timezone.now() - COOLING):
        _let_cool_until(row, row.created_at + COOLING)


def _let_cool(row: Authenticator) -> Authenticator:
    """Nothing to wait for where there is nothing to lose by it."""
    if _has_more_to_lose(row):
        _let_cool_until(row, timezone.now() + COOLING)
    return row


def _let_cool_until(row: Authenticator, day: datetime) -> None:
    row.data[CONFIRMS_FROM] = max(day.timestamp(), row.data.get(CONFIRMS_FROM, 0))
    row.save(update_fields=["data"])


def _has_more_to_lose(added: Authenticator) -> bool:
    """Than what the password opens by itself: a phone or a factor that confirms, the provider's host,
    or what a code on paper has taken away today."""
    user, since = added.user, timezone.now() - COOLING
    used = PublicEntry.objects.filter(user=user, verb=PAPER_USED, at__gt=since)
    return (
        Phone.objects.filter(user=user).exists()
        or factors_of(user).exclude(pk=added.pk).exists()
        or Staff.objects.role_of(user) is not None
        or used.exists()
    )


def _tell(verb: str, row: Authenticator, kind: str) -> None:
    _line(row.user, verb, f"{row.type} {row.pk}")
    tell_of_changed_way_in.enqueue(str(row.user_id), kind, get_language())


def _line(user: Any, verb: str, subject: object) -> None:
    PublicEntry.objects.write(verb, subject, by=Actor(user=user))
