"""Request -> host -> tenant, remembered in each process, misses too. No query when warm.

A watch (`tenants/hosts/watch.py`) tells which tenants' hosts changed; they alone are forgotten. What is
remembered was true less than a second ago, or else the request asks before it is believed.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from tenants.hosts.remembered import Remembered
from tenants.hosts.watch import Watch
from tenants.models import Tenant
from tenants.rooms import public_room

_known: Remembered[Tenant] = Remembered()
_watch = Watch(_known)


def host_of(request: HttpRequest) -> str:
    """The host that was asked, as we write it: lower case, no port, no last dot.

    One that cannot be ours at all is DisallowedHost.
    """
    return request.get_host().rsplit(":", 1)[0].lower().rstrip(".")


def tenant_at(host: str) -> Tenant | None:
    """The tenant whose door this host is (lower case, without a port), with what a request needs:
    its suspension, and in `schema_head` which migrations its schema is at.

    Cold: one query, and one more if this process has not asked for changes within a second.
    """
    _watch.be_fresh()
    found = _known.get(host)
    if found is not None:
        return found.what
    beginning = _known.changes
    with public_room():
        leads_to = Tenant.objects.at(host).with_its_host().with_head()
        tenant: Tenant | None = leads_to.select_related("suspension").first()
    _known.keep(host, tenant, since=beginning, seconds=settings.HOSTS_REMEMBERED_SECONDS)
    return tenant


def forget_hosts() -> None:
    _known.forget_all()
