"""An app with codes, passkeys, codes on paper: added, renamed and removed by who has just proven again."""

from __future__ import annotations

import json
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from config.confirming import ask_to_confirm
from users.confirmed.factors import REMOVE, payload_of
from users.errors import AppHeld, NotProven, WrongCode
from users.factors import passkeys, recovery_codes, totp
from users.factors.forms import NOT_THE_CODE, NewAppForm, PasskeyNameForm
from users.factors.held import (
    Type,
    awaiting_trust,
    is_last_that_confirms,
    kinds_of,
    passkeys_of,
)
from users.models import User
from users.proven import is_proven_by_paper, is_proven_by_what_confirms, proven_again
from users.views.factor_wanted import ONWARD
from users.workflows import change_factors
from users.workflows.add_app import NEW_SECRET, begin_app, finish_app


@method_decorator([never_cache, proven_again, sensitive_post_parameters()], name="dispatch")
class FactorView(View):
    """Its page shows a secret once, or changes how somebody signs in."""

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    def done(self, text: str) -> HttpResponse:
        messages.success(self.request, text)
        return HttpResponseRedirect(reverse("security"))

    def added(self, text: str) -> HttpResponse:
        """With a first one come codes on paper, which are shown now. Whom a workspace has sent here
        for one goes on there, others to where their phone says yes to it."""
        codes = change_factors.codes_with_first(self.user)
        onward = self.request.session.pop(ONWARD, "") or self.next_step()
        messages.success(self.request, text)
        if codes:
            messages.info(self.request, _("You are signed out everywhere else."))
        return self.shown(codes, onward) if codes else HttpResponseRedirect(onward)

    def next_step(self) -> str:
        waiting = [row.pk for row in awaiting_trust(self.user)]
        return reverse("trust-factor", args=waiting[-1:]) if waiting else reverse("security")

    def shown(self, codes: list[str], onward: str = "") -> HttpResponse:
        told = {"codes": codes, "onward": onward or reverse("security")}
        return render(self.request, "users/recovery_codes.html", told)


class AddAppView(FactorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            secret = begin_app(request.session, self.user)
        except AppHeld:
            return HttpResponseRedirect(reverse("security"))
        return self._page(NewAppForm(), secret)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewAppForm(request.POST)
        typed = form.cleaned_data["code"] if form.is_valid() else ""
        try:
            finish_app(
                request.session, self.user, typed, at_once=is_proven_by_what_confirms(request)
            )
        except (AppHeld, NotProven):
            return HttpResponseRedirect(reverse("security"))
        except WrongCode:
            if typed:
                form.add_error("code", NOT_THE_CODE)
            return self._page(form, request.session[NEW_SECRET])
        return self.added(_("The app is added. From now on we ask for its code when you sign in."))

    def _page(self, form: NewAppForm, secret: str) -> HttpResponse:
        picture = totp.picture_of(totp.address_of(self.user, secret))
        typed = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        told = {"form": form, "picture": picture, "typed": typed}
        return render(self.request, "users/app_add.html", told)


class RecoveryCodesView(FactorView):
    """GET says how many are left. POST makes new ones, which this one answer shows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        left = recovery_codes.left(self.user)
        return render(request, "users/recovery_codes.html", {"left": left})

    def post(self, request: HttpRequest) -> HttpResponse:
        if not kinds_of(self.user) - {Type.RECOVERY_CODES}:
            return HttpResponseRedirect(reverse("security"))
        return self.shown(change_factors.make_recovery_codes(self.user))


class AddPasskeyView(FactorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(PasskeyNameForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasskeyNameForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        answered, name = request.POST.get("credential", ""), form.cleaned_data["name"]
        try:
            change_factors.add_passkey(
                request.session,
                self.user,
                answered,
                name=name,
                at_once=is_proven_by_what_confirms(request),
            )
        except passkeys.PasskeyRefused:
            return self._page(form, is_refused=True)
        return self.added(_("The passkey is added. You can sign in with it from now on."))

    def _page(self, form: Any, *, is_refused: bool = False) -> HttpResponse:
        options = json.dumps(passkeys.ask_to_add(self.request.session, self.user))
        told = {"form": form, "options": options, "is_refused": is_refused}
        return render(self.request, "users/passkey_add.html", told)


class PasskeyView(FactorView):
    """Its name."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(pk)
        return self._page(PasskeyNameForm({"name": row.data["name"]}), row)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form, row = PasskeyNameForm(request.POST), self._row(pk)
        if not form.is_valid():
            return self._page(form, row)
        change_factors.rename_passkey(row, form.cleaned_data["name"])
        return self.done(_("The passkey has its new name."))

    def _row(self, pk: int) -> Authenticator:
        row: Authenticator = get_object_or_404(passkeys_of(self.user), pk=pk)
        return row

    def _page(self, form: PasskeyNameForm, row: Authenticator) -> HttpResponse:
        return render(self.request, "users/passkey.html", {"form": form, "row": row})


@method_decorator([never_cache, login_required], name="dispatch")
class RemoveFactorView(View):
    """Of an app or of a passkey. It is confirmed; a code on paper proves it where nothing else is left."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(pk)
        has_paper = recovery_codes.left(row.user) > 0 and is_last_that_confirms(row)
        told = {"row": row, "has_paper": has_paper, "by_paper": is_proven_by_paper(request)}
        return render(request, "users/factor_remove.html", told)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(pk)
        if not (is_proven_by_paper(request) and is_last_that_confirms(row)):
            return ask_to_confirm(request, REMOVE, payload_of(row), back=reverse("security"))
        change_factors.remove_factor(row)
        messages.success(request, _("It is removed."))
        return HttpResponseRedirect(reverse("security"))

    def _row(self, pk: int) -> Authenticator:
        mine = Authenticator.objects.filter(user=self.request.user)
        wanted = mine.exclude(type=Type.RECOVERY_CODES).select_related("user")
        row: Authenticator = get_object_or_404(wanted, pk=pk)
        return row
