"""From the public host, where people sign in, to a workspace host, without a cookie for both.

workspace /sign-in/  leaves a nonce in this browser's session here, and sends it along
public    /go/SLUG/  asks to sign in, looks for the key, and gives a ticket for that nonce
workspace /enter/    takes the ticket out of the table, and begins a session of its own

A workspace may have several hosts: the way leads back to the one that it began at.
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from config.addresses import public_address
from i18n.choice import to_carry
from tenants.errors import SecondFactorWanted
from tenants.hosts import host_of
from tenants.models import Tenant
from tenants.request import KnownRequest
from tenants.visiting import tenant_of
from users.errors import ProveAgain
from users.paths import own_path
from users.workflows.hand_over import enter_workspace, give_ticket, new_state, start_of


@never_cache
@require_GET
def sign_in(request: KnownRequest) -> HttpResponse:
    """Workspace host. To a stranger: a nonce, and the way to the public host."""
    path = own_path(request.GET.get("path"))
    if request.user.is_authenticated and not _lacks_factor(request):
        return _inside(request, path)
    if "again" in request.GET:  # a browser that keeps no cookies would go round for ever
        return render(
            request, "users/again.html", {"url": f"/sign-in/?{urlencode({'path': path})}"}
        )
    nonce = new_state(request)
    tenant, host = tenant_of(request), host_of(request)
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
        return over_to(request, f"{tenant.url}/sign-in/?{urlencode(told)}")
    try:
        ticket = give_ticket(request, tenant, state=state)
    except SecondFactorWanted:
        wanted = reverse("factor-wanted", args=[slug])
        return HttpResponseRedirect(f"{wanted}?{urlencode({'path': path})}")
    except ProveAgain:
        again = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('prove-again')}?{again}")
    return over_to(
        request, f"{start_of(tenant, host)}/enter/?{urlencode({'ticket': ticket, **told})}"
    )


def over_to(request: HttpRequest, url: str) -> HttpResponse:
    """To a host of ours by a redirect. To a business's own by a page: the way may have begun with
    a form, and our pages let forms lead to our hosts only (CSP, form-action)."""
    if urlsplit(url).netloc.endswith(f".{settings.PUBLIC_URL.netloc}"):
        return HttpResponseRedirect(url)
    return render(request, "users/onward.html", {"url": url, "host": urlsplit(url).hostname})


@never_cache
@require_GET
def enter(request: KnownRequest) -> HttpResponse:
    """Workspace host. A good ticket in the right browser begins a session; anything else does not."""
    path = own_path(request.GET.get("path"))
    if request.user.is_authenticated and not _lacks_factor(request):
        return _inside(request, path)
    if not enter_workspace(request, request.GET.get("ticket", "")):
        again = urlencode({"path": path, "again": 1})
        return HttpResponseRedirect(f"/sign-in/?{again}")
    return HttpResponseRedirect(path)


def _inside(request: KnownRequest, path: str) -> HttpResponse:
    """Known here already; without a key there is nothing here."""
    if request.key is None:
        raise Http404
    return HttpResponseRedirect(path)


def _lacks_factor(request: KnownRequest) -> bool:
    """Known here, and kept out by a demand: such a one comes in anew."""
    return request.key is not None and request.key.lacks_factor
