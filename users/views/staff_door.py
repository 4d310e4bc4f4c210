"""From the public host, where people sign in, to the provider's, where its staff work.

As for a workspace (`users/views/hand_over.py`), but only after a second step: a password alone opens
nothing here.
"""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from config.addresses import public_address
from i18n.choice import to_carry
from tenants.models.tenant import address_of
from tenants.request import KnownRequest
from users.factors.held import factors_of, kinds_that_confirm
from users.models import Staff, User
from users.paths import own_path
from users.proven import came_by_what_confirms
from users.views.hand_over import over_to
from users.workflows.hand_over import enter_console, give_ticket, new_state


@never_cache
@require_GET
def sign_in(request: KnownRequest) -> HttpResponse:
    """Provider's host. To a stranger: a nonce, and the way to the public host."""
    path = own_path(request.GET.get("path"))
    if request.staff is not None:
        return HttpResponseRedirect(path)
    if "again" in request.GET:  # a browser that keeps no cookies would go round for ever
        here = f"/sign-in/?{urlencode({'path': path})}"
        return render(request, "users/again.html", {"url": here})
    go = reverse("console", urlconf="config.urls_public")
    told = {"state": new_state(request), "path": path, **to_carry(request)}
    return HttpResponseRedirect(public_address(f"{go}?{urlencode(told)}"))


@never_cache
@require_GET
def go(request: HttpRequest) -> HttpResponse:
    """Public host. To staff who came by a factor: a ticket. To everybody else there is nothing."""
    state, path = request.GET.get("state", ""), own_path(request.GET.get("path"))
    again = f"{request.path}?{urlencode({'state': state, 'path': path})}"
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': again})}")
    user = request.user
    if Staff.objects.role_of(user) is None:
        raise Http404
    if not state:
        return over_to(request, f"{_console()}/sign-in/?{urlencode({'path': path})}")
    if not came_by_what_confirms(request):
        return _prove_first(request, again)
    told = {"ticket": give_ticket(request, None, state=state), "path": path, **to_carry(request)}
    return over_to(request, f"{_console()}/enter/?{urlencode(told)}")


def _prove_first(request: HttpRequest, again: str) -> HttpResponse:
    """By the factor that they hold. Who holds none adds one; one of today has to wait."""
    user = cast(User, request.user)
    if kinds_that_confirm(user):
        return HttpResponseRedirect(f"{reverse('prove-again')}?{urlencode({'next': again})}")
    if factors_of(user).exists():
        said = _(
            "What you have added opens the console after a day, or once your phone has said yes."
        )
    else:
        said = _("The console wants a second factor. Add an app or a passkey.")
    messages.info(request, said)
    return HttpResponseRedirect(reverse("security"))


@never_cache
@require_GET
def enter(request: KnownRequest) -> HttpResponse:
    """Provider's host. A good ticket in the right browser begins a session; else nothing does."""
    path = own_path(request.GET.get("path"))
    if request.staff is not None:
        return HttpResponseRedirect(path)
    if not enter_console(request, request.GET.get("ticket", "")):
        return HttpResponseRedirect(f"/sign-in/?{urlencode({'path': path, 'again': 1})}")
    return HttpResponseRedirect(path)


def _console() -> str:
    return address_of(settings.PROVIDER_HOST)
