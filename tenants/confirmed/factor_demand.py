"""What an owner confirms before a workspace lets people in by a password alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload, ask_to_confirm, short
from tenants.actor import Actor
from tenants.models import Tenant
from tenants.models.membership import Role
from tenants.workflows.demand_factor import free_of_second_factor
from users.models import User

KIND = "tenant.second_factor_freed"


def ask_before_freeing(request: object, workspace: Tenant) -> HttpResponse:
    payload = {"slug": workspace.slug, "name": workspace.name}
    return ask_to_confirm(request, KIND, payload, tenant=workspace, back=_page_of(workspace.slug))


def _page_of(slug: str) -> str:
    return reverse("workspace", args=[slug], urlconf="config.urls_public")


def _question(payload: Payload) -> str:
    told = {"name": short(payload["name"])}
    return _("Let people into %(name)s without a second factor?") % told


def _free(payload: Payload, asker: Asker) -> Done:
    assert asker.tenant_id is not None  # noqa: S101 - it is asked for with one
    by = Actor(user=User.objects.get(pk=asker.user_id))
    free_of_second_factor(asker.tenant_id, by=by)
    said = _("A second factor is not asked for any more.")
    return Done(says=said, leads_to=_page_of(payload["slug"]), answer={"is_demanded": False})


FREE = Operation(kind=KIND, says=_question, does=_free, roles={Role.OWNER})
