from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

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
from users.factors.held import has_nothing_to_confirm_by
from users.forms.sign_up import PersonForm
from users.models import SignUp, User
from users.views.sign_up import goes_on, keep_password, told_by
from users.workflows.join import accepted_by, begun_with, join, keep_begun, open_invitation


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("password", "again"), name="dispatch")
class InvitationView(View):
    """The page that the mail's link leads to. Who holds the link reads the mail of that address.

    Unknown, used and expired links look the same, except to the one who accepted: a second click
    leads on to the workspace.
    """

    def dispatch(self, request: HttpRequest, secret: str) -> HttpResponseBase:
        found = open_invitation(secret)
        if found is None:
            return self._gone(request, secret)
        try:
            return self._answer(request, found)
        except (InvitationGone, NotInvited):
            return HttpResponseRedirect(request.path)

    def _gone(self, request: HttpRequest, secret: str) -> HttpResponse:
        if request.user.is_authenticated:
            found = accepted_by(request.user, secret)
            if found is not None:
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
        if has_nothing_to_confirm_by(request.user):
            return self._ask_for_phone(invitation)
        return self._lead_on(invitation)

    def _ask_for_phone(self, invitation: Invitation) -> HttpResponse:
        """As a newcomer is asked, who gives one before coming in. Who is in already may go on without."""
        onward = urlencode({"next": reverse("go", args=[invitation.tenant.slug])})
        return HttpResponseRedirect(f"{reverse('change-phone')}?{onward}")

    def _join_as_new(
        self, request: HttpRequest, invitation: Invitation, told: dict[str, Any]
    ) -> HttpResponse:
        """A code by SMS follows, on the sign-up's page; then the person comes in."""
        sign_up = begun_with(invitation, session=request.session)
        form = PersonForm(request.POST or None, sign_up=sign_up)
        try:
            if request.method == "POST" and self._is_told(request, form, sign_up):
                return goes_on(sign_up)
        except Refusal as refusal:
            form.add_error(None, str(refusal.detail))
        return render(request, "users/invitation_new.html", {**told, "form": form})

    def _is_told(self, request: HttpRequest, form: PersonForm, sign_up: SignUp) -> bool:
        keep_begun(sign_up, session=request.session)
        if form.is_valid():
            told_by(form, sign_up, at=get_ip(request))
            sign_up.refresh_from_db()
            return True
        keep_password(form, sign_up)
        return False

    def _lead_on(self, invitation: Invitation) -> HttpResponse:
        return HttpResponseRedirect(reverse("go", args=[invitation.tenant.slug]))
