from __future__ import annotations

import json
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from users.factors import passkeys
from users.factors.forms import FactorForm
from users.factors.held import Type, kinds_of
from users.stages import SecondStep
from users.workflows.sign_in import past_second_step

in_second_step = login_stage_required(stage=SecondStep.key, redirect_urlname="account_login")


@method_decorator(sensitive_post_parameters("code", "credential"), name="dispatch")
@method_decorator(in_second_step, name="dispatch")
class SecondStepView(View):
    """After the first proof: a code of the app, a passkey, or a code on paper."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage: SecondStep = request._login_stage  # type: ignore[attr-defined]
        self.user: Any = self.stage.login.user
        if not self.stage.still_holds:
            aborted: HttpResponse = self.stage.abort()
            return aborted
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(FactorForm(user=self.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "credential" in request.POST:
            return self._by_passkey()
        form = FactorForm(request.POST, user=self.user)
        return self._on(form.row) if form.is_valid() else self._page(form)

    def _by_passkey(self) -> HttpResponse:
        answered = self.request.POST["credential"]
        try:
            used = passkeys.redeem(self.request.session, answered, self.user)
        except passkeys.PasskeyRefused:
            return self._page(FactorForm(user=self.user), is_refused=True)
        return self._on(used)

    def _on(self, row: Any) -> HttpResponse:
        return past_second_step(self.request, self.stage, row)

    def _page(self, form: FactorForm, *, is_refused: bool = False) -> HttpResponse:
        kinds = kinds_of(self.user)
        told = {"form": form, "kinds": kinds, "is_refused": is_refused}
        told["may_say_lost"] = self.stage.by_password
        if Type.WEBAUTHN in kinds:
            told["options"] = json.dumps(passkeys.ask(self.request.session, self.user))
        return render(self.request, "users/second_step.html", told)
