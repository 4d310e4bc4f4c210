from __future__ import annotations

from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from config.errors import Refusal
from tenants.models import Invitation
from users.errors import InvitationGone, NotInvited
from users.forms.sign_up import PersonForm
from users.models import SignUp, User
from users.models.sign_up import new_sign_up
from users.views.sign_up import SESSION, goes_on, keep_password, tell_of_person
from users.workflows.join import join


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("password", "again"), name="dispatch")
class InvitationView(View):
    """The page that the mail's link leads to. Who holds the link reads the mail of that address.

    Unknown, used and expired links look the same, except to the one who accepted: a second click
    leads on to the workspace.
    """

    def dispatch(self, request: HttpRequest, secret: str) -> HttpResponseBase:
        found = Invitation.objects.of_secret(secret).select_related("tenant").first()
        if found is None or not found.is_waiting or not found.tenant.is_open:
            return self._gone(request, found)
        try:
            return self._answer(request, found)
        except (InvitationGone, NotInvited):
            return HttpResponseRedirect(request.path)

    def _gone(self, request: HttpRequest, found: Invitation | None) -> HttpResponse:
        if found and request.user.is_authenticated and found.accepted_by_id == request.user.pk:
            return self._lead_on(found)
        return render(request, "users/invitation_gone.html", status=404)

    def _answer(self, request: HttpRequest, invitation: Invitation) -> HttpResponse:
        invited = User.objects.of_address(invitation.email)
        told = {"invitation": invitation, "here": request.path}
        if request.user.is_authenticated and request.user != invited:
            return render(request, "users/invitation_other.html", told)
        if request.user.is_authenticated:
            return self._join(request, invitation, told)
        if invited is not None:
            return render(request, "users/invitation_known.html", told)
        return self._join_as_new(request, invitation, told)

    def _join(
        self, request: HttpRequest, invitation: Invitation, told: dict[str, Any]
    ) -> HttpResponse:
        if request.method != "POST":
            return render(request, "users/invitation_join.html", told)
        assert isinstance(request.user, User)  # noqa: S101 - _answer() lets no stranger come here
        join(invitation, user=request.user)
        return self._lead_on(invitation)

    def _join_as_new(
        self, request: HttpRequest, invitation: Invitation, told: dict[str, Any]
    ) -> HttpResponse:
        """A code by SMS follows, on the sign-up's page; then the person comes in."""
        sign_up = _begun_by(request, invitation)
        form = PersonForm(request.POST or None, sign_up=sign_up)
        try:
            if request.method == "POST" and self._is_told(request, form, sign_up):
                return goes_on(sign_up)
        except Refusal as refusal:
            form.add_error(None, str(refusal.detail))
        return render(request, "users/invitation_new.html", {**told, "form": form})

    def _is_told(self, request: HttpRequest, form: PersonForm, sign_up: SignUp) -> bool:
        if sign_up._state.adding:
            sign_up.save()
            request.session[SESSION] = str(sign_up.pk)
        if form.is_valid():
            tell_of_person(form, sign_up, at=get_ip(request))
            sign_up.refresh_from_db()
            return True
        keep_password(form, sign_up)
        return False

    def _lead_on(self, invitation: Invitation) -> HttpResponse:
        return HttpResponseRedirect(reverse("go", args=[invitation.tenant.slug]))


def _begun_by(request: HttpRequest, invitation: Invitation) -> SignUp:
    """What this browser has said already, or nothing yet."""
    begun = SignUp.objects.of_session(request.session.get(SESSION))
    if begun is None or begun.is_done or begun.invitation_id != invitation.pk:
        return new_sign_up(invitation=invitation)
    return begun
