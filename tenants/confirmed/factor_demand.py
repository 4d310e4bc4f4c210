"""What an owner confirms before a workspace asks its people for a second factor, and before it lets
them in by a password alone again.

The first throws out everybody, the other owners too: who has added a factor today waits a day.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload, ask_to_confirm, short
from tenants.confirmed.acting import person_of
from tenants.models import Tenant
from tenants.models.membership import Role
from tenants.workflows.demand_factor import (
    demand_second_factor,
    free_of_second_factor,
    keep_asker_in,
)

DEMANDED = "tenant.second_factor_demanded"
FREED = "tenant.second_factor_freed"


def ask_before_demanding(request: Any, workspace: Tenant) -> HttpResponse:
    """Raises SecondFactorFirst."""
    keep_asker_in(request.user)
    return _ask(request, DEMANDED, workspace)


def ask_before_freeing(request: Any, workspace: Tenant) -> HttpResponse:
    return _ask(request, FREED, workspace)


def _ask(request: Any, kind: str, workspace: Tenant) -> HttpResponse:
    payload = {"slug": workspace.slug, "name": workspace.name}
    return ask_to_confirm(request, kind, payload, tenant=workspace, back=_page_of(workspace.slug))


def _page_of(slug: str) -> str:
    return reverse("workspace", args=[slug], urlconf="config.urls_public")


def _says_demanded(payload: Payload) -> str:
    told = {"name": short(payload["name"])}
    return (
        _("Let people into %(name)s only with a second factor, and sign all out there now?") % told
    )


def _demand(payload: Payload, asker: Asker) -> Done:
    assert asker.tenant_id is not None  # noqa: S101 - it is asked for with one
    demand_second_factor(asker.tenant_id, by=person_of(asker))
    said = _("From now on everybody here needs a second factor.")
    return Done(says=said, leads_to=_page_of(payload["slug"]), answer={"is_demanded": True})


def _says_freed(payload: Payload) -> str:
    told = {"name": short(payload["name"])}
    return _("Let people into %(name)s without a second factor?") % told


def _free(payload: Payload, asker: Asker) -> Done:
    assert asker.tenant_id is not None  # noqa: S101 - it is asked for with one
    free_of_second_factor(asker.tenant_id, by=person_of(asker))
    said = _("A second factor is not asked for any more.")
    return Done(says=said, leads_to=_page_of(payload["slug"]), answer={"is_demanded": False})


FACTOR_OPERATIONS = [
    Operation(kind=DEMANDED, says=_says_demanded, does=_demand, roles={Role.OWNER}),
    Operation(kind=FREED, says=_says_freed, does=_free, roles={Role.OWNER}),
]
