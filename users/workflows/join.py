from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from tenants.models import Invitation, PublicEntry
from tenants.workflows.keys import give_key
from users.errors import InvitationGone, NotInvited
from users.models import SignUp, User
from users.models.sign_up import new_sign_up
from users.workflows.sign_up import SESSION, sign_up_of


def open_invitation(secret: str) -> Invitation | None:
    """The one whose mail had this secret, as long as it leads into an open workspace."""
    found = Invitation.objects.of_secret(secret).select_related("tenant", "invited_by").first()
    if found is None or not found.is_waiting or not found.tenant.is_open:
        return None
    return found  # type: ignore[no-any-return]


def accepted_by(user: User, secret: str) -> Invitation | None:
    """The one with this secret that this very person has used."""
    mine = Invitation.objects.of_secret(secret).filter(accepted_by=user)
    return mine.select_related("tenant").first()  # type: ignore[no-any-return]


def begun_with(invitation: Invitation, *, session: Any) -> SignUp:
    """What this browser has said already of who was invited, or a sign-up that is not saved yet."""
    begun = sign_up_of(session)
    if begun is None or begun.is_done or begun.invitation_id != invitation.pk:
        return new_sign_up(invitation=invitation)
    return begun


def keep_begun(sign_up: SignUp, *, session: Any) -> None:
    """From now on this browser's session names it. A repeat changes nothing."""
    if sign_up._state.adding:
        sign_up.save()
        session[SESSION] = str(sign_up.pk)


@transaction.atomic
def join(invitation: Invitation, *, user: User) -> None:
    """Somebody who is signed in with the invited address accepts. A key that is held stays as it is."""
    waiting = _locked(invitation)
    if User.objects.of_address(waiting.email) != user:
        raise NotInvited
    _take_key(waiting, user)


@transaction.atomic
def accept(invitation: Invitation, user: User) -> None:
    """Somebody whom we did not know comes in by this invitation (see `come_in`).

    Leaves behind the key to the tenant, the address as proven (the link was in its mail) and a
    logbook line. Of two at once the second is refused (InvitationGone).
    """
    _take_key(_locked(invitation), user)


def _locked(invitation: Invitation) -> Invitation:
    """The row as it stands now: the same secret may be used twice at once."""
    mine = Invitation.objects.waiting().filter(pk=invitation.pk, digest=invitation.digest)
    waiting = mine.select_for_update().first()
    if waiting is None or not waiting.tenant.is_open:
        raise InvitationGone
    return waiting  # type: ignore[no-any-return]


def _take_key(waiting: Invitation, user: User) -> None:
    give_key(waiting.tenant, user, role=waiting.role)
    _prove(user, waiting.email)
    waiting.accepted_at, waiting.accepted_by = timezone.now(), user
    waiting.save(update_fields=["accepted_at", "accepted_by"])
    PublicEntry.objects.create(
        user=user, tenant=waiting.tenant, verb="invitation.accepted", subject=str(waiting.pk)
    )


def _prove(user: User, email: str) -> None:
    """The link was in this address's mail, so the address is the user's."""
    EmailAddress.objects.update_or_create(
        user=user,
        email=email,
        defaults={"verified": True},
        create_defaults={"verified": True, "primary": user.email == email},
    )
