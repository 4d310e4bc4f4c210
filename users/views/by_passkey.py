from __future__ import annotations

import json

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from users.factors import passkeys
from users.paths import next_of
from users.workflows.sign_in import by_passkey


@method_decorator(
    [
        never_cache,
        sensitive_post_parameters("credential"),
        ratelimit.decorator(app="allauth.mfa", action="webauthn_login"),
    ],
    name="dispatch",
)
class ByPasskeyView(View):
    """Nobody types an address: the key knows whose it is. It has asked for a finger, a face or a
    PIN, so that it is both steps at once."""

    def dispatch(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse(settings.LOGIN_REDIRECT_URL))
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            answered = request.POST.get("credential", "")
            return by_passkey(request, answered, onward=next_of(request))
        except passkeys.PasskeyRefused:
            return self._page(is_refused=True)

    def _page(self, *, is_refused: bool = False) -> HttpResponse:
        options = json.dumps(passkeys.ask(self.request.session))
        told = {"options": options, "is_refused": is_refused, "next": next_of(self.request)}
        return render(self.request, "users/by_passkey.html", told)
