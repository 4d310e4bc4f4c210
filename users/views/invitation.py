from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from tenants.models import Invitation
from users.errors import InvitationGone, NotInvited
from users.forms import NewPersonForm
from users.models import User
from users.workflows.join import join, join_as_new


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
        form = NewPersonForm(request.POST or None, email=invitation.email)
        if request.method != "POST" or not form.is_valid():
            return render(request, "users/invitation_new.html", {**told, "form": form})
        given = form.cleaned_data
        with transaction.atomic():
            user = join_as_new(invitation, name=given["name"], password=given["password"])
            get_adapter(request).login(request, user)
        return self._lead_on(invitation)

    def _lead_on(self, invitation: Invitation) -> HttpResponse:
        return HttpResponseRedirect(reverse("go", args=[invitation.tenant.slug]))
