from __future__ import annotations

import json
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from users.factors import passkeys
from users.factors.forms import FactorForm, PasswordForm
from users.factors.held import Type, has_factor, kinds_of
from users.models import User
from users.paths import next_of
from users.workflows.prove_again import proven_by


@method_decorator(
    [never_cache, login_required, sensitive_post_parameters("code", "credential", "password")],
    name="dispatch",
)
class ProveAgainView(View):
    """By a factor where there is one, else by the password. Then on to where somebody wanted to go."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "credential" in request.POST:
            return self._by_passkey()
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        return self._on(form.row if isinstance(form, FactorForm) else None)

    def _form(self, *given: Any) -> FactorForm | PasswordForm:
        kind = FactorForm if has_factor(kinds_of(self._user)) else PasswordForm
        return kind(*given, user=self._user)

    def _by_passkey(self) -> HttpResponse:
        answered = self.request.POST["credential"]
        try:
            used = passkeys.redeem(self.request.session, answered, self._user)
        except passkeys.PasskeyRefused:
            return self._page(self._form(), is_refused=True)
        return self._on(used)

    def _on(self, row: Authenticator | None) -> HttpResponse:
        proven_by(self.request, row)
        return HttpResponseRedirect(self._next)

    def _page(self, form: Any, *, is_refused: bool = False) -> HttpResponse:
        kinds = kinds_of(self._user)
        told = {"form": form, "kinds": kinds, "is_refused": is_refused, "next": self._next}
        if Type.WEBAUTHN in kinds:
            told["options"] = json.dumps(passkeys.ask(self.request.session, self._user))
        return render(self.request, "users/prove_again.html", told)

    @property
    def _user(self) -> User:
        return cast(User, self.request.user)

    @property
    def _next(self) -> str:
        return next_of(self.request) or reverse("security")
