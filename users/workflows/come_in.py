from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from config.errors import Refusal
from tenants.errors import SlugReserved, SlugTaken
from tenants.models import Membership, PublicEntry, Tenant
from tenants.models.membership import Role
from tenants.tasks import provision_tenant
from tenants.workflows.take_spare import take_spare
from users.errors import AddressTaken, NotProven, NumberTaken
from users.models import Phone, PolicyAcceptance, SignUp, User
from users.tasks import welcome
from users.workflows.join import accept
from users.workflows.sign_up import SESSION


@dataclass(frozen=True, kw_only=True)
class Business:
    """What somebody says of the business that gets a workspace."""

    name: str
    slug: str
    country: str
    currency: str
    language: str


def enter(request: HttpRequest, sign_up: SignUp, business: Business | None = None) -> None:
    """The last step, in the browser that took the others: `come_in`, and a sign-in there.

    All of it or nothing, in one transaction. Raises what `come_in` raises. A number that somebody
    else has proven meanwhile is asked for again then; an invitation that is gone ends the sign-up.
    """
    try:
        with transaction.atomic():
            user = come_in(sign_up, business, language=get_language() or settings.LANGUAGE_CODE)
            get_adapter(request).login(request, user)
    except NumberTaken:
        sign_up.unprove_phone()
        raise
    except Refusal:
        if sign_up.invitation_id:
            request.session.pop(SESSION, None)
        raise
    sign_up.refresh_from_db()


def come_in(sign_up: SignUp, business: Business | None = None, *, language: str) -> User:
    """A sign-up is complete: a person who can sign in, with a workspace or with a key to one.

    Leaves behind, in one transaction: the user with address, number and accepted policy, the key,
    the workspace (open in a spare schema; where none is spare, with the job that builds one), their
    lines in the logbook, and the job of the one confirmation. `language` is the mail's. A repeat
    finds the same user. Raises SlugReserved, SlugTaken, AddressTaken, NumberTaken, NotProven, and
    InvitationGone.
    """
    if business is not None and business.slug in settings.RESERVED_SLUGS:
        raise SlugReserved
    try:
        with transaction.atomic():
            return _come_in(SignUp.objects.held(sign_up), business, language)
    except IntegrityError as error:
        raise _meaning(error) from None


def _come_in(held: SignUp, business: Business | None, language: str) -> User:
    if held.user is not None:
        return held.user
    if not held.is_proven:
        raise NotProven
    user = _person(held)
    tenant = _joined(held, user) if business is None else _founded(business, user)
    held.finish(user, tenant)
    welcome.enqueue(str(user.pk), str(tenant.pk), language)
    return user


def _person(complete: SignUp) -> User:
    held: Any = complete  # so each of its days is there
    user = User(email=held.email, name=held.name, password=held.password)
    user.password_set_at = timezone.now()
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=held.email, verified=True, primary=True)
    Phone.objects.create(
        user=user,
        number=held.phone,
        proven_at=held.phone_proven_at,
        confirms_from=held.phone_proven_at,
    )
    PolicyAcceptance.objects.create(user=user, policy_id=held.policy_id, at=held.accepted_at)
    PublicEntry.objects.bulk_create(
        PublicEntry(user=user, verb=verb, subject=subject)
        for verb, subject in (
            ("user.signed_up", str(user.pk)),
            ("policy.accepted", str(held.policy_id)),
        )
    )
    return user


def _joined(held: SignUp, user: User) -> Tenant:
    if held.invitation is None:
        raise NotProven
    accept(held.invitation, user)
    return held.invitation.tenant


def _founded(business: Business, user: User) -> Tenant:
    """The workspace, open or about to be built, and its owner's key."""
    taken = take_spare(**vars(business))
    if taken is not None:
        taken.open(Membership(tenant=taken.tenant, user=user, role=Role.OWNER))
        return taken.tenant
    tenant = Tenant.objects.begin(**vars(business))
    Membership.objects.create(tenant=tenant, user=user, role=Role.OWNER)
    provision_tenant.enqueue(str(tenant.id))
    return tenant


_TAKEN = {
    "users_user": AddressTaken,
    "account_emailaddress": AddressTaken,
    "users_phone": NumberTaken,
    "tenants_tenant": SlugTaken,
    "tenants_domain": SlugTaken,
}


def _meaning(error: IntegrityError) -> Exception:
    """Another was faster: with this address, this number or this name. By the table that said so."""
    diagnosis = getattr(error.__cause__, "diag", None)
    refusal = _TAKEN.get(getattr(diagnosis, "table_name", ""))
    return refusal() if refusal else error
