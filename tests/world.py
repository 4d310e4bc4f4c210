"""The cast. Alice owns Acme and pays, Bob sells for Acme; Charlie of Globex never sees Acme.

`build()` makes both tenants, once a run; `Person` is somebody with a browser of their own for
each host, as a real one keeps its cookies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client
from rest_framework.test import APIClient

from config.digests import new_secret
from tenants import life
from tenants.models import Domain, Membership, Tenant
from tenants.rooms import public_room, workspace_of
from tenants.workflows.provision import build_schema
from users.models import ApiToken, Phone, Policy, PolicyAcceptance, Session, User
from users.sessions import SessionStore

PASSWORD = "a long enough passphrase"
HOST = "kontor.localhost"


def build() -> None:
    acme = _tenant("acme", "Acme Bakery", "LV", "lv", "EUR")
    globex = _tenant("globex", "Globex Trading", "LV", "en", "EUR")
    with public_room():
        for email, name, tenant, role, number in (
            ("alice@acme.example", "Alice", acme, "owner", "+37120000101"),
            ("bob@acme.example", "Bob", acme, "sales", "+37120000102"),
            ("charlie@globex.example", "Charlie", globex, "owner", "+37120000103"),
        ):
            user = User.objects.create_user(email, PASSWORD, name=name)
            Phone.objects.create(user=user, number=number)
            PolicyAcceptance.objects.create(user=user, policy=Policy.objects.current())
            Membership.objects.create(tenant=tenant, user=user, role=role)


def _tenant(slug: str, name: str, country: str, language: str, currency: str) -> Tenant:
    with public_room():
        tenant = Tenant.objects.create(
            slug=slug,
            name=name,
            country=country,
            language=language,
            currency=currency,
            state=Tenant.State.PROVISIONING,
        )
        Domain.objects.create(tenant=tenant, domain=tenant.host)
    build_schema(tenant)
    with workspace_of(tenant):
        life.opened.happens_to(tenant.business)
    with public_room():
        Tenant.objects.filter(pk=tenant.pk).update(state=Tenant.State.OPEN)
    tenant.state = Tenant.State.OPEN
    return tenant


class OverTls:
    """Test clients speak plain HTTP unless each call says otherwise; ours speak TLS, in English."""

    def generic(self, *args: Any, **kwargs: Any) -> Any:
        self.defaults.setdefault("HTTP_ACCEPT_LANGUAGE", "en")  # type: ignore[attr-defined]
        return super().generic(*args, **{**kwargs, "secure": True})  # type: ignore[misc]


class Browser(OverTls, Client):
    """One host's browser."""


class Program(OverTls, APIClient):
    default_format = "json"


@dataclass
class Person:
    """Somebody at a browser and with a program. `at` and `api_at` name another host on purpose."""

    email: str
    home: Tenant
    browsers: dict[str, Browser] = field(default_factory=dict)
    by: str = ""  # the factor that a new browser comes by; else by the password alone

    @cached_property
    def user(self) -> User:
        with public_room():
            return User.objects.get(email=self.email)

    @cached_property
    def membership(self) -> Membership:
        with public_room():
            return Membership.objects.get(user=self.user, tenant=self.home)

    @property
    def browser(self) -> Browser:
        """Signed in at the person's own workspace."""
        return self.at(self.home)

    def at(self, tenant: Tenant | None) -> Browser:
        """Signed in at this tenant's host (None: the public host), member there or not."""
        host = tenant.host if tenant else HOST
        if host not in self.browsers:
            client = Browser(headers={"host": f"{host}:8443"})
            client.cookies["__Host-sid"] = sign_in(self.user, tenant, by=self.by)
            self.browsers[host] = client
        return self.browsers[host]

    @property
    def api(self) -> Program:
        return self.api_at(self.home)

    def api_at(self, tenant: Tenant) -> Program:
        """The person's own token, sent to this tenant's host."""
        return api_client(tenant.host, self.token)

    @cached_property
    def token(self) -> str:
        with public_room():
            return ApiToken.objects.make(name="test", membership=self.membership)[1]


def api_client(host: str, secret: str | None = None) -> Program:
    client = Program(headers={"host": f"{host}:8443"})
    if secret:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def stranger_at(tenant: Tenant | None) -> Browser:
    return Browser(headers={"host": f"{tenant.host if tenant else HOST}:8443"})


def sign_in(user: User, tenant: Tenant | None, *, of_provider: bool = False, by: str = "") -> str:
    """A session of this user at this host; answers the cookie's secret. `by` is a factor's kind."""
    session: Any = SessionStore(tenant_id=tenant and tenant.id, of_provider=of_provider)
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    if by:
        with public_room():
            held = Authenticator.objects.filter(user=user, type=by).first()
        proof = {"method": "mfa", "type": by, "id": held and held.pk, "at": 0}
        session["account_authentication_methods"] = [proof]
        session["account_authentication_methods_user"] = str(user.pk)
    session.create()
    return str(session.secret)


__all__ = ["HOST", "PASSWORD", "Person", "Session", "api_client", "build", "new_secret", "sign_in"]
