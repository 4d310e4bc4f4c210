"""The room "People" of a workspace: who has a key, and who is invited. In the public room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.confirming import ask_to_confirm
from config.errors import Refusal
from post.models.delivery import WhyItCameBack
from tenants.confirmed.people import INVITE_OWNER, ask_before_role, ask_before_taking
from tenants.forms.people import InviteForm, RoleForm
from tenants.models import Invitation, Membership, Tenant
from tenants.models.membership import Role
from tenants.people import invitations_of, people_of
from tenants.request import WorkspaceRequest
from tenants.roles import changes, looks, may_change
from tenants.visiting import acting, in_public, tenant_of
from tenants.workflows.invite import invite_colleague, send_again, withdraw
from tenants.workflows.keys import change_role, take_key
from users.workflows.recover_factors import begin_factor_recovery


@require_safe
@in_public
@looks("people")
def people(request: WorkspaceRequest) -> HttpResponse:
    tenant, may = tenant_of(request), may_change(request, "people")
    invitations = _shown(tenant) if may else []
    told = {
        "people": list(people_of(tenant)),
        "invitations": invitations,
        "some_came_back": any(each.why for each in invitations),
        "may_change": may,
        "mine": request.key.id,
        "workspace": tenant,
    }
    return render(request, "tenants/people/list.html", told)


def _shown(tenant: Tenant) -> list[Any]:
    """Each with why its mail came back, in words, if it did."""
    found = list(invitations_of(tenant))
    for each in found:
        each.why = WhyItCameBack(each.came_back).label if each.came_back else ""
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@in_public
@changes("invitations")
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            return _invited(request, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("email", str(refusal.detail))
    return render(request, "tenants/people/invite.html", {"form": form})


def _invited(request: HttpRequest, *, email: str, role: str, language: str) -> HttpResponse:
    if role == Role.OWNER:
        wanted = {"email": email, "language": language}
        return ask_to_confirm(request, INVITE_OWNER, wanted, back=reverse("people"))
    invite_colleague(
        tenant_of(request),
        email=email,
        role=role,
        language=language,
        by=request.user,  # type: ignore[arg-type]
    )
    messages.success(request, _("%(email)s is invited.") % {"email": email})
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@in_public
@changes("people")
def person(request: WorkspaceRequest, membership_id: UUID) -> HttpResponse:
    """Somebody's role, to be changed."""
    key = _key(request, membership_id)
    form = RoleForm(request.POST or None, initial={"role": key.role})
    if request.method == "POST" and form.is_valid():
        try:
            return _role_given(request, key, form.cleaned_data["role"])
        except Refusal as refusal:
            form.add_error("role", str(refusal.detail))
    told = {"key": key, "form": form, "is_me": key.pk == request.key.id}
    return render(request, "tenants/people/person.html", told)


def _role_given(request: HttpRequest, key: Membership, role: str) -> HttpResponse:
    asked = ask_before_role(request, key, role)
    if asked is not None:
        return asked
    change_role(key.pk, role=role, by=acting(request), seen=key.role)
    messages.success(request, _("The role is changed. It holds from now on."))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@in_public
@changes("people")
def remove(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Says what happens, then takes the key; another owner's once that is confirmed."""
    key = _key(request, membership_id)
    if request.method != "POST":
        programs = key.tokens.live().count()
        return render(request, "tenants/people/removal.html", {"key": key, "programs": programs})
    try:
        return _taken(request, key)
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return redirect("people")


def _taken(request: HttpRequest, key: Membership) -> HttpResponse:
    asked = ask_before_taking(request, key)
    if asked is not None:
        return asked
    take_key(key.pk, by=acting(request), seen=key.role)
    messages.success(request, _("%(name)s has no key any more.") % {"name": key.user})
    return redirect("people")


@require_POST
@in_public
@changes("people")
def recovery(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Somebody has lost their second factor: the waiting time begins, and they are told."""
    key = _key(request, membership_id)
    if _tried(request, lambda: begin_factor_recovery(key.user, by=acting(request))):
        said = _("%(name)s is told. After the waiting time, password and mailbox are enough once.")
        messages.success(request, said % {"name": key.user})
    return redirect("person", key.pk)


@require_POST
@in_public
@changes("invitations")
def letter(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    invitation = _invitation(request, invitation_id)
    if _tried(request, lambda: send_again(invitation, by=acting(request))):
        said = _("Another mail is on its way to %(email)s.") % {"email": invitation.email}
        messages.success(request, said)
    return redirect("people")


@require_POST
@in_public
@changes("invitations")
def withdrawal(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    invitation = _invitation(request, invitation_id)
    withdraw(invitation, by=acting(request))
    said = _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email}
    messages.success(request, said)
    return redirect("people")


def _key(request: HttpRequest, membership_id: UUID) -> Any:
    return get_object_or_404(people_of(tenant_of(request)), pk=membership_id)


def _invitation(request: HttpRequest, invitation_id: UUID) -> Invitation:
    waiting = tenant_of(request).invitations.open().select_related("tenant")
    found: Invitation = get_object_or_404(waiting, pk=invitation_id)
    return found


def _tried(request: HttpRequest, verb: Any) -> bool:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return False
    return True
