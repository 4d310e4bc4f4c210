"""Who works for the provider."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from config.confirming import ask_to_confirm
from config.errors import Refusal
from tenants.request import StaffRequest
from users.confirmed.staff import GIVE, TAKE, payload_of, payload_to_take
from users.console import changes, looks
from users.models import Staff, StaffRole, User
from users.scopes import refuse_more
from users.workflows.staff import refuse_the_last, staff_of_address

MAY = {  # the table of `docs/roles.md`, in a sentence each
    StaffRole.SUPPORT: gettext_lazy("Helps people who cannot get in; sees which workspaces are."),
    StaffRole.BILLING: gettext_lazy("Payers, plans and subscriptions; sees which workspaces are."),
    StaffRole.OPERATIONS: gettext_lazy("Everything: also staff, programs and workspaces."),
}


def _roles() -> list[tuple[str, str]]:
    said = "<span><b>{}</b><br>{}</span>"
    return [(role.value, format_html(said, role.label, may)) for role, may in MAY.items()]


class StaffForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("Of somebody who has signed up with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=_roles,
        widget=forms.RadioSelect,
        initial=StaffRole.SUPPORT,
    )

    person: User

    def clean_email(self) -> str:
        found = staff_of_address(self.cleaned_data["email"])
        if found is None:
            raise forms.ValidationError(_("Nobody signs in with this address."))
        self.person = found
        return found.email


@require_safe
@looks("staff")
def staff(request: StaffRequest) -> HttpResponse:
    told: dict[str, Any] = {"staff_list": list(Staff.objects.to_list()[:200])}
    told |= {
        "may_change": request.staff.may("staff", writes=True),
        "mine": request.user.pk,
    }
    return render(request, "users/console/staff.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@changes("staff")
def new(request: StaffRequest) -> HttpResponse:
    """Somebody is let in, or gets another role. It is confirmed first."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role = StaffRole(form.cleaned_data["role"])
        held = request.staff.scopes
        refuse_more(role.scopes, held)
        refuse_more(Staff.objects.scopes_of(form.person), held)
        return ask_to_confirm(request, GIVE, payload_of(form.person, role.value), back="/staff/")
    return render(request, "users/console/staff_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@changes("staff")
def removal(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Says what happens, then has it confirmed."""
    one: Any = get_object_or_404(Staff.objects.to_list(), pk=person_id)
    if request.method != "POST":
        return render(request, "users/console/staff_removal.html", {"one": one})
    try:
        refuse_more(Staff.objects.scopes_of(one.person), request.staff.scopes)
        refuse_the_last(one.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return redirect("console-staff")
    return ask_to_confirm(request, TAKE, payload_to_take(one.person), back="/staff/")
