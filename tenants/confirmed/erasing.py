"""What its owner confirms before it happens to a workspace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload, ask_to_confirm, short
from tenants.confirmed.acting import person_of
from tenants.errors import NotClosed
from tenants.models import Tenant
from tenants.models.membership import Role
from tenants.workflows.ask_to_erase import ask_to_erase


def ask_before_erasing(request: HttpRequest, workspace: Tenant) -> HttpResponse:
    """Raises NotClosed. What is being erased already is not asked for again."""
    back = reverse("workspace", args=[workspace.slug])
    if workspace.state == Tenant.State.ERASING:
        return redirect(back)
    if workspace.state != Tenant.State.CLOSED:
        raise NotClosed
    payload = {"slug": workspace.slug, "name": workspace.name}
    return ask_to_confirm(request, ERASE.kind, payload, tenant=workspace, back=back)


def _question(payload: Payload) -> str:
    return _("Erase the workspace %(name)s?") % {"name": short(payload["name"])}


def _erase(payload: Payload, asker: Asker) -> Done:
    assert asker.tenant_id is not None  # noqa: S101 - it is asked for with one
    ask_to_erase(asker.tenant_id, slug=payload["slug"], by=person_of(asker))
    there = reverse("workspace", args=[payload["slug"]], urlconf="config.urls_public")
    return Done(says=_("The workspace is being erased."), leads_to=there)


ERASE = Operation(kind="tenant.erase", says=_question, does=_erase, roles={Role.OWNER})
