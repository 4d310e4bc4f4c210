from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from config.addresses import public_address
from tenants import life
from tenants.models import Membership, Tenant
from tenants.rooms import public_room, workspace_of
from tenants.workflows.provision import provision
from users.factors import totp
from users.factors.held import Type
from users.models import ApiToken, Phone, Policy, PolicyAcceptance, Staff, StaffRole, User

Facts = dict[str, Any]
TOKENS = "demo"  # what they are called

WORKSPACES = {
    "acme": {"name": "Maiznīca Acme", "country": "LV", "language": "lv", "currency": "EUR"},
    "globex": {"name": "Globex Trading", "country": "LV", "language": "en", "currency": "EUR"},
}


@dataclass(frozen=True)
class Guest:
    """Somebody of the demo, and the keys that this person holds: slug -> role."""

    email: str
    name: str
    phone: str
    roles: dict[str, str]


GUESTS = (
    Guest("alice@acme.example", "Alice", "+37120000011", {"acme": "owner"}),
    Guest("bob@acme.example", "Bob", "+37120000012", {"acme": "sales"}),
    Guest("charlie@globex.example", "Charlie", "+37120000013", {"globex": "owner"}),
    Guest(
        "dana@ledger.example",
        "Dana",
        "+37120000014",
        {"acme": "accountant", "globex": "accountant"},
    ),
)

# Works for the provider, and has no key to a workspace.
CLERK = Guest("kim@kontor.example", "Kim", "+37120000015", {})


def demonstrate(known: Facts) -> Facts:
    """Two workspaces with people in them, to show or to try Kontor. Needs the owner's login.

    Leaves behind what is missing of them, and answers where they are with every password and
    token. `known` is the answer of an earlier run: what still works of it stays as it is.
    """
    tenants = {slug: _opened(slug) for slug in WORKSPACES}
    with public_room(), transaction.atomic():
        people = [_guest(guest, tenants, _password_of(guest, known)) for guest in GUESTS]
        # One that somebody closed or suspended to try it stays as it is.
        awake = {slug: each for slug, each in tenants.items() if each.state == Tenant.State.OPEN}
        owners = {slug: _owner_of(tenant) for slug, tenant in awake.items()}
        tokens = {
            slug: _token(owner, known.get("workspace_tokens", {}).get(slug))
            for slug, owner in owners.items()
        }
        provider_token = _token(None, known.get("provider_token"))
        staff = _clerk(known)
    for slug, tenant in awake.items():
        _fill(tenant, owners[slug])
    public_url = public_address()
    return {
        "public_url": public_url,
        "provider_url": public_url.replace(settings.BASE_HOST, settings.PROVIDER_HOST, 1),
        "workspaces": {slug: tenant.url for slug, tenant in tenants.items()},
        "people": people,
        "staff": staff,
        "workspace_tokens": tokens,
        "provider_token": provider_token,
    }


def _opened(slug: str) -> Tenant:
    with public_room(), transaction.atomic():
        tenant: Tenant | None = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            about: Facts = {"slug": slug, **WORKSPACES[slug]}
            tenant = Tenant.objects.begin(**about)
    provision(tenant.id)
    with public_room():
        tenant.refresh_from_db()
    return tenant


def _guest(guest: Guest, tenants: dict[str, Tenant], password: str | None) -> Facts:
    user = User.objects.filter(email=guest.email).first()
    if user is None:
        user = User.objects.create_user(guest.email, name=guest.name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if password is None or not user.check_password(password):
        password = secrets.token_urlsafe(15)
        user.set_password(password)
        user.save(update_fields=["password"])
    for slug, role in guest.roles.items():
        Membership.objects.get_or_create(tenant=tenants[slug], user=user, defaults={"role": role})
    PolicyAcceptance.objects.get_or_create(user=user, policy=Policy.objects.current())
    return {
        "email": guest.email,
        "password": password,
        "name": guest.name,
        "phone": _number(guest, user),
        "roles": guest.roles,
    }


def _clerk(known: Facts) -> Facts:
    """With an app that shows codes, whose key any other app takes as well."""
    told = _guest(CLERK, {}, _password_of(CLERK, known))
    user = User.objects.get(email=CLERK.email)
    row = {"role": StaffRole.OPERATIONS, "client": TOKENS}
    Staff.objects.get_or_create(person=user, defaults=row)
    key = known.get("staff", {}).get("app_key", "")
    if not (key and totp.holds(user, key)):
        key = totp.new_secret()
        Authenticator.objects.filter(user=user, type=Type.TOTP).delete()
        totp.add(user, key, 0)
    del told["roles"]
    return {**told, "role": str(Staff.objects.role_of(user)), "app_key": key}


def _number(guest: Guest, user: User) -> str:
    """Where codes go. Somebody may have tried to change it, or have taken the guest's own."""
    is_free = not Phone.objects.filter(number=guest.phone).exists()
    if is_free and not Phone.objects.filter(user=user).exists():
        Phone.objects.create(user=user, number=guest.phone)
    held = Phone.objects.filter(user=user).first()
    return held.number if held else ""


def _password_of(guest: Guest, known: Facts) -> str | None:
    told = [*known.get("people", ()), known.get("staff", {})]
    found = [each["password"] for each in told if each.get("email") == guest.email]
    return found[0] if found else None


def _owner_of(tenant: Tenant) -> Membership:
    owners = Membership.objects.filter(tenant=tenant, role="owner").select_related("user")
    return owners.order_by("id")[0]


def _token(membership: Membership | None, secret: str | None) -> str:
    """The known secret while it works; else a new one, and what the demo had before is revoked."""
    mine = ApiToken.objects.filter(name=TOKENS, membership=membership).live()
    if secret and mine.of_secret(secret).exists():
        return secret
    mine.revoke(why="the demo has a new one")
    fresh: str = ApiToken.objects.make(name=TOKENS, membership=membership)[1]
    return fresh


def _fill(tenant: Tenant, owner: Membership) -> None:
    holder = life.KeyHolder(membership_id=owner.id, name=owner.user.name, email=owner.user.email)
    with workspace_of(tenant), transaction.atomic():
        life.demonstrated.happens_to(tenant.business, holder)
