"""From the public host, where people sign in, to a workspace's or the provider's, without a cookie for both.

The workspace's host leaves a nonce in this browser's session there; the public host gives a ticket for
that nonce to who holds the key; the workspace's host takes the ticket, and begins a session.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from config.digests import digest_of, new_secret
from tenants.actor import Actor
from tenants.models import Membership, PublicEntry, Tenant
from tenants.models.tenant import address_of
from tenants.request import KnownRequest
from tenants.visiting import tenant_of
from users.demanded import refuse_without_factor
from users.models import Session, Staff, Ticket, User

STATE = "hand_over"  # in the session of the workspace host: the digest of the nonce
STATE_SECONDS = 10 * 60
OTHERS = "other_workspaces"  # in the session of a workspace host
MOST_OTHERS = 12  # the rest stands on the page of all


def new_state(request: HttpRequest) -> str:
    """On the host that is to be entered: a nonce, whose digest a new session here keeps."""
    nonce = new_secret()
    request.session.flush()
    request.session[STATE] = digest_of(nonce)
    request.session.set_expiry(STATE_SECONDS)
    return nonce


def give_ticket(request: HttpRequest, tenant: Tenant | None, *, state: str) -> str:
    """On the public host, to somebody signed in who holds the key: once, for 30 seconds. Without a
    tenant for the provider's host, to its staff who came by a second step.

    Raises SecondFactorWanted and ProveAgain.
    """
    if tenant is not None:
        refuse_without_factor(request, tenant)
    session = Session(session_key=str(request.session.session_key))
    return Ticket.objects.issue(session=session, tenant=tenant, state=state)


def start_of(tenant: Tenant, host: str) -> str:
    """Where the way began: at the host below ours, or at the one that is named, if it leads here."""
    ours = tenant.domains.values_list("domain", flat=True) if host else ()
    return address_of(host if host in ours else tenant.host)


@transaction.atomic
def enter_workspace(request: HttpRequest, secret: str) -> bool:
    """On the workspace's host: whether this ticket is good in this browser.

    Leaves a session of this host that came from the sign-in, and a line. The ticket is used up.
    """
    tenant, state = tenant_of(request), request.session.get(STATE, "")
    ticket = Ticket.objects.redeem(secret, tenant=tenant, state_digest=state)
    user = ticket.session.user if ticket else None
    if ticket is None or user is None or not user.is_active:
        return False
    if not Membership.objects.filter(user=user, tenant=tenant).exists():
        return False
    _begin(request, ticket, user)
    request.session[OTHERS] = _others(user, tenant)
    PublicEntry.objects.create(user=user, tenant=tenant, verb="user.entered", subject=str(user.pk))
    return True


@transaction.atomic
def enter_console(request: HttpRequest, secret: str) -> bool:
    """The same on the provider's host, for its staff."""
    state = request.session.get(STATE, "")
    ticket = Ticket.objects.redeem(secret, tenant=None, state_digest=state)
    user = ticket.session.user if ticket else None
    if ticket is None or user is None or not user.is_active:
        return False
    if Staff.objects.role_of(user) is None:
        return False
    _begin(request, ticket, user)
    PublicEntry.objects.write("staff.entered", user, by=Actor.of_staff(user))
    return True


def _begin(request: HttpRequest, ticket: Ticket, user: User) -> None:
    session = KnownRequest.of(request).session
    session.flush()
    session.origin_id = ticket.session_id
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session.begins(request)


def _others(user: User, tenant: Tenant) -> list[tuple[str, str]]:
    """Name and address of the workspaces next door, for as long as this session lasts: so that one
    click leads there, and no page asks for them."""
    others = Tenant.objects.open_to(user).exclude(pk=tenant.pk).order_by("name", "slug")
    return [(other.name, other.url) for other in others[:MOST_OTHERS]]
