"""From the public host, where people sign in, to a workspace host, without a cookie for both.

workspace /sign-in/  leaves a nonce in this browser's session here, and sends it along
public    /go/SLUG/  asks to sign in, looks for the key, and gives a ticket for that nonce
workspace /enter/    takes the ticket out of the table, and begins a session of its own

A workspace may have several hosts: the way leads back to the one that it began at.
"""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from config.addresses import public_address
from config.digests import digest_of, new_secret
from i18n.choice import to_carry
from tenants.hosts import host_of
from tenants.models import Membership, PublicEntry, Tenant
from tenants.models.tenant import address_of
from users.models import Session, Ticket, User
from users.paths import own_path

STATE = "hand_over"  # in the session of the workspace host: the digest of the nonce
STATE_SECONDS = 10 * 60
OTHERS = "other_workspaces"  # in the session of a workspace host
MOST_OTHERS = 12  # the rest stands on the page of all


@never_cache
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Workspace host. To a stranger: a nonce, and the way to the public host."""
    path = own_path(request.GET.get("path"))
    if request.user.is_authenticated:
        return _inside(request, path)
    if "again" in request.GET:  # a browser that keeps no cookies would go round for ever
        return render(
            request, "users/again.html", {"url": f"/sign-in/?{urlencode({'path': path})}"}
        )
    nonce = new_secret()
    request.session.flush()
    request.session[STATE] = digest_of(nonce)
    request.session.set_expiry(STATE_SECONDS)
    tenant, host = _tenant(request), host_of(request)
    told = {"state": nonce, "path": path, **to_carry(request)}
    if host != tenant.host:
        told["host"] = host
    go = reverse("go", args=[tenant.slug], urlconf="config.urls_public")
    return HttpResponseRedirect(public_address(f"{go}?{urlencode(told)}"))


@never_cache
@require_GET
def go(request: HttpRequest, slug: str) -> HttpResponse:
    """Public host. To a holder of the key: a ticket. No key and no such workspace look the same."""
    state, path = request.GET.get("state", ""), own_path(request.GET.get("path"))
    host = request.GET.get("host", "")
    if not request.user.is_authenticated:
        here = {"state": state, "path": path, **({"host": host} if host else {})}
        here_again = f"{request.path}?{urlencode(here)}"
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': here_again})}")
    tenant: Tenant = get_object_or_404(Tenant.objects.open_to(request.user), slug=slug)
    told = {"path": path, **to_carry(request)}
    if not state:
        return _over_to(request, f"{tenant.url}/sign-in/?{urlencode(told)}")
    start = _start_of(tenant, host)
    session = Session(session_key=str(request.session.session_key))
    ticket = Ticket.objects.issue(session=session, tenant=tenant, state=state)
    return _over_to(request, f"{start}/enter/?{urlencode({'ticket': ticket, **told})}")


def _start_of(tenant: Tenant, host: str) -> str:
    """Where the way began: at the host below ours, or at the one that is named, if it leads here."""
    ours = tenant.domains.values_list("domain", flat=True) if host else ()
    return address_of(host if host in ours else tenant.host)


def _over_to(request: HttpRequest, url: str) -> HttpResponse:
    """To a host of ours by a redirect. To a business's own by a page: the way may have begun with
    a form, and our pages let forms lead to our hosts only (CSP, form-action)."""
    if urlsplit(url).netloc.endswith(f".{settings.PUBLIC_URL.netloc}"):
        return HttpResponseRedirect(url)
    return render(request, "users/onward.html", {"url": url, "host": urlsplit(url).hostname})


@never_cache
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """Workspace host. A good ticket in the right browser begins a session; anything else does not."""
    path = own_path(request.GET.get("path"))
    if request.user.is_authenticated:
        return _inside(request, path)
    if not _entered(request, request.GET.get("ticket", "")):
        again = urlencode({"path": path, "again": 1})
        return HttpResponseRedirect(f"/sign-in/?{again}")
    return HttpResponseRedirect(path)


@transaction.atomic
def _entered(request: HttpRequest, secret: str) -> bool:
    tenant, state = _tenant(request), request.session.get(STATE, "")
    ticket = Ticket.objects.redeem(secret, tenant=tenant, state_digest=state)
    user = ticket.session.user if ticket else None
    if ticket is None or user is None or not user.is_active:
        return False
    if not Membership.objects.filter(user=user, tenant=tenant).exists():
        return False
    request.session.flush()
    cast(Any, request.session).origin_id = ticket.session_id
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    cast(Any, request.session).begins(request)
    request.session[OTHERS] = _others(user, tenant)
    PublicEntry.objects.create(user=user, tenant=tenant, verb="user.entered", subject=str(user.pk))
    return True


def _others(user: User, tenant: Tenant) -> list[tuple[str, str]]:
    """Name and address of the workspaces next door, for as long as this session lasts: so that one
    click leads there, and no page asks for them."""
    others = Tenant.objects.open_to(user).exclude(pk=tenant.pk).order_by("name", "slug")
    return [(other.name, other.url) for other in others[:MOST_OTHERS]]


def _inside(request: HttpRequest, path: str) -> HttpResponse:
    """Known here already; without a key there is nothing here."""
    if cast(Any, request).key is None:
        raise Http404
    return HttpResponseRedirect(path)


def _tenant(request: HttpRequest) -> Tenant:
    return cast(Tenant, cast(Any, request).tenant)
