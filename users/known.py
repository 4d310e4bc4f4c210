"""Who asks, in one query: a session or a token of a host, with its user and the membership there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import ExpressionWrapper, FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone

from config.digests import digest_of
from config.kept import Given, KeptQuery
from tenants.models import FactorDemand, Tenant
from tenants.models.factor_demand import FACTORS
from tenants.rooms import public_room
from users.models import ApiToken, Session, StaffRole, User
from users.models.session import IDLE, STAFF_IDLE

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Key:
    """A membership as a request carries it: plain values, no lazy rows."""

    id: UUID
    role: str
    lacks_factor: bool = False  # the workspace demands one; a program's key never lacks it


@dataclass(frozen=True)
class KnownSession:
    data: str
    origin_id: str | None
    seen_at: datetime
    user: User | None
    key: Key | None
    staff: StaffRole | None = None


@dataclass(frozen=True)
class KnownToken:
    token: ApiToken
    user: User | None
    key: Key | None


def by_session(
    digest: str, tenant_id: UUID | None, *, of_provider: bool = False
) -> KnownSession | None:
    """Of a session that is good on this tenant's host; without a tenant, on the public one or the
    provider's."""
    if of_provider:
        return _by_staff_session(digest)
    query = _sessions(is_public=tenant_id is None)
    with public_room():
        now = timezone.now()
        kinds = {each: each for each in FACTORS}
        found = query.first(digest=digest, tenant=tenant_id, now=now, rested=now - IDLE, **kinds)
    if found is None:
        return None
    data, origin_id, seen_at, held, role, unmet, *user = found
    key = Key(held, role, lacks_factor=unmet is not None) if held else None
    return KnownSession(data, origin_id, seen_at, _user(user), key)


def _by_staff_session(digest: str) -> KnownSession | None:
    """On the provider's host, where who is no staff any more is nobody."""
    with public_room():
        now = timezone.now()
        found = _staff_sessions().first(digest=digest, now=now, rested=now - STAFF_IDLE)
    if found is None:
        return None
    data, origin_id, seen_at, role, *user = found
    staff = StaffRole(role) if role else None
    return KnownSession(data, origin_id, seen_at, _user(user) if staff else None, None, staff)


def by_token(secret: str, tenant_id: UUID | None) -> KnownToken | None:
    """Of a token that is good in this tenant; without a tenant, of one of the provider's."""
    query = _tokens(is_providers=tenant_id is None)
    with public_room():
        found = query.first(digest=digest_of(secret), tenant=tenant_id, now=timezone.now())
    if found is None:
        return None
    held, role, *both = found
    many = len(_columns(ApiToken))
    token, user = _row(ApiToken, both[:many]), _user(both[many:])
    return KnownToken(token, user, Key(held, role) if held else None)


@cache
def _sessions(*, is_public: bool) -> KeptQuery:
    tenant = None if is_public else Given("tenant", Tenant._meta.pk)
    here = FilteredRelation("user__memberships", condition=Q(user__memberships__tenant=tenant))
    sessions = _good_sessions().filter(tenant=tenant, of_provider=False)
    return KeptQuery(
        sessions.alias(held=here).values_list(
            "session_data",
            "origin_id",
            "seen_at",
            "held__id",
            "held__role",
            _unmet(),
            *_columns(User, "user__"),
        )
    )


def _unmet() -> Subquery:
    """The demand of a second factor by the host's workspace, if the session's person holds none or
    the sign-in that it came from has proven none."""
    person = OuterRef(OuterRef("user"))
    kind = Authenticator._meta.get_field("type")
    among = [Given(each, kind) for each in FACTORS]
    demands: Any = FactorDemand.objects.alias(
        here=ExpressionWrapper(OuterRef("by_factor"), models.BooleanField()),
        there=ExpressionWrapper(OuterRef("origin__by_factor"), models.BooleanField(null=True)),
    )
    unproven = Q(here=False) & (Q(there=False) | Q(there=None))
    unmet = demands.unmet_by(person, among=among, or_where=unproven)
    return Subquery(unmet.filter(tenant=OuterRef("tenant")).values("pk")[:1])


@cache
def _staff_sessions() -> KeptQuery:
    return KeptQuery(
        _good_sessions()
        .filter(tenant=None, of_provider=True)
        .values_list(
            "session_data",
            "origin_id",
            "seen_at",
            "user__staff__role",
            *_columns(User, "user__"),
        )
    )


def _good_sessions() -> Any:
    now = Given("now", Session._meta.get_field("expire_date"))
    return Session.objects.filter(
        Q(origin=None) | Q(origin__expire_date__gt=now),
        session_key=Given("digest", Session._meta.pk),
        expire_date__gt=now,
        seen_at__gt=Given("rested", Session._meta.get_field("seen_at")),
    )


@cache
def _tokens(*, is_providers: bool) -> KeptQuery:
    tokens = ApiToken.objects.filter(digest=Given("digest", ApiToken._meta.get_field("digest")))
    tokens = tokens.live(at=Given("now", ApiToken._meta.get_field("expires_at")))
    if is_providers:
        tokens = tokens.filter(membership=None)
    else:
        tenant = Given("tenant", Tenant._meta.pk)
        tokens = tokens.filter(membership__tenant=tenant, membership__user__is_active=True)
    return KeptQuery(
        tokens.values_list(
            "membership__id",
            "membership__role",
            *_columns(ApiToken),
            *_columns(User, "membership__user__"),
        )
    )


def _columns(model: type[models.Model], path: str = "") -> list[str]:
    """What `_row` reads, in its order."""
    return [path + field.attname for field in model._meta.concrete_fields]


def _row(model: type[Row], values: Sequence[Any]) -> Row:
    return model.from_db(DEFAULT_DB_ALIAS, _columns(model), values)


def _user(values: Sequence[Any]) -> User | None:
    """Nobody, if no user belongs to what was found."""
    return _row(User, values) if any(values) else None
