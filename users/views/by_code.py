"""Signing in with a code by mail.

Nothing tells whether an address is known: the same statements, the same answer, a job either way.
Only the job knows whether there is anybody to write to.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from users.errors import WrongCode
from users.factors.forms import AddressForm, SentCodeForm
from users.paths import next_of
from users.workflows.sign_in import ASKED, ask_for_code_to_sign_in, by_code


class ForStrangers(View):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse(settings.LOGIN_REDIRECT_URL))
        return super().dispatch(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class AskForCodeView(ForStrangers):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(AddressForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        address = str(form.cleaned_data["email"]).strip().lower()
        told: dict[str, Any] = {"session": request.session, "at": get_ip(request)}
        ask_for_code_to_sign_in(address, onward=next_of(request), **told)
        return HttpResponseRedirect(reverse("sign-in-code-sent"))

    def _page(self, form: AddressForm) -> HttpResponse:
        told = {"form": form, "next": next_of(self.request)}
        return render(self.request, "users/by_code.html", told)


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class SentCodeView(ForStrangers):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(SentCodeForm()) if self._asked else self._back()

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self._asked:
            return self._back()
        form = SentCodeForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            return by_code(request, str(form.cleaned_data["code"]))
        except WrongCode as wrong:
            form.add_error("code", str(wrong.detail))
            return self._page(form)

    def _page(self, form: SentCodeForm) -> HttpResponse:
        told = {"form": form, "to": self._asked["to"], "next": self._asked["next"]}
        return render(self.request, "users/code_sent.html", told)

    def _back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("sign-in-by-code"))

    @property
    def _asked(self) -> dict[str, str]:
        found: dict[str, str] = self.request.session.get(ASKED, {})
        return found
