"""Help for somebody who cannot get in: staff begins what the person could begin, and signs out who
asks for it. No page shows or sets a password."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from config.errors import Refusal
from tenants.actor import Actor
from tenants.request import StaffRequest
from users.console import changes
from users.errors import NobodyThere
from users.models import User
from users.workflows.end_sessions import end_all_for
from users.workflows.recover_factors import begin_factor_recovery
from users.workflows.reset_password import begin_password_reset


class HelpForm(forms.Form):
    """Nobody is searched for: who asks for help says the whole address."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The whole address that the person signs in with."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


def _reset(person: User, by: Actor) -> str:
    begin_password_reset(person, by=by)
    return _("A link to a new password is on its way to %(email)s.") % {"email": person.email}


def _recovery(person: User, by: Actor) -> str:
    begin_factor_recovery(person, by=by)
    return _("%(name)s is told. After the waiting time, password and mailbox are enough once.") % {
        "name": person
    }


def _sign_out(person: User, by: Actor) -> str:
    end_all_for(person, by=by)
    return _("%(email)s is signed out everywhere.") % {"email": person.email}


VERBS = {"reset": _reset, "recovery": _recovery, "sign-out": _sign_out}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@changes("people")
def people(request: StaffRequest) -> HttpResponse:
    form = HelpForm(request.POST or None)
    verb = VERBS.get(request.POST.get("begin", ""))
    if request.method == "POST" and form.is_valid() and verb is not None:
        try:
            person = User.objects.of_address(form.cleaned_data["email"])
            if person is None:
                raise NobodyThere
            said = verb(person, Actor.of_staff(request.user))
            if person == request.user and verb is _sign_out:
                logout(request)  # this session is gone as well
            else:
                messages.success(request, said)
            return redirect("console-people")
        except Refusal as refusal:
            form.add_error("email", str(refusal.detail))
    return render(request, "users/console/people.html", {"form": form})
