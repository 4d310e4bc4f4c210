from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from config.addresses import public_address
from i18n.choice import to_carry
from tenants.request import KnownRequest
from users.paths import is_own_path
from users.workflows import sign_out as workflow


@never_cache
@require_POST
def sign_out(request: KnownRequest) -> HttpResponse:
    """Ends the sign-in of this browser, and with it its sessions on every host.

    The public host's session is the origin of each workspace's. It can be ended from any of them,
    so nobody who signs out at a shared computer stays signed in on another of our hosts.
    """
    workflow.sign_out(request)
    back = request.POST.get("next", "")
    if request.kind == "public" and is_own_path(back):
        return HttpResponseRedirect(back)
    page = reverse("signed-out", query=to_carry(request), urlconf="config.urls_public")
    return HttpResponseRedirect(public_address(page))
