"""Request -> host -> tenant, remembered for a second in each process, misses too."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from tenants.models import Tenant
from tenants.rooms import public_room

_MOST = 10_000
_known: OrderedDict[str, tuple[float, Tenant | None]] = OrderedDict()
_lock = Lock()


def host_of(request: HttpRequest) -> str:
    """The host that was asked, as we write it: lower case, no port, no last dot.

    One that cannot be ours at all is DisallowedHost.
    """
    return request.get_host().rsplit(":", 1)[0].lower().rstrip(".")


def tenant_at(host: str) -> Tenant | None:
    """The tenant whose door this host is (lower case, without a port). No query when warm."""
    now = time.monotonic()
    with _lock:
        found = _known.get(host)
    if found and found[0] > now:
        return found[1]
    with public_room():
        tenant: Tenant | None = (
            Tenant.objects.at(host).with_head().select_related("suspension").first()
        )
    with _lock:
        _known[host] = (now + settings.HOSTS_REMEMBERED_SECONDS, tenant)
        _known.move_to_end(host)
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return tenant


def forget_hosts() -> None:
    with _lock:
        _known.clear()
