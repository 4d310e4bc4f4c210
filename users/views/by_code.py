"""Signing in with a code by mail.

Nothing tells whether an address is known: the same statements, the same answer, a job either way.
Only the job knows whether there is anybody to write to.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from users import guessing
from users.errors import TooManyCodes, WrongCode
from users.factors.forms import AddressForm, SentCodeForm
from users.models import Attempts, Code, Purpose, User
from users.paths import next_of
from users.proven import remember
from users.workflows.codes import ask_for_code

ASKED = "sign_in_code"  # in the session: which code, and for which address
AN_HOUR_AND_COMPUTER = 30


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
        code = self._asked_for(address)
        request.session[ASKED] = {"id": str(code.pk), "to": address, "next": next_of(request)}
        return HttpResponseRedirect(reverse("sign-in-code-sent"))

    def _asked_for(self, address: str) -> Code:
        """Also for an address that nobody has: nothing is sent then, see `Code.is_for_nobody`."""
        if not Attempts.objects.take(
            "codes asked", get_ip(self.request), most=AN_HOUR_AND_COMPUTER
        ):
            raise TooManyCodes
        user = User.objects.of_address(address)
        return ask_for_code(Purpose.SIGN_IN, channel=Code.Channel.EMAIL, to=address, user=user)

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
        user = self._user_of(str(form.cleaned_data["code"]))
        if user is None:
            form.add_error("code", str(WrongCode.detail))
            return self._page(form)
        to, onward = self._asked["to"], self._asked["next"]
        del request.session[ASKED]
        remember(request, user, "code")
        login = Login(user=user, email=to, redirect_url=onward or None)
        answered: HttpResponse = perform_login(request, login)
        return answered

    def _user_of(self, typed: str) -> User | None:
        """Whose code it is, if it is right. The count is that of the person, however they began."""
        code_id, to = self._asked["id"], self._asked["to"]
        user = User.objects.of_address(to)
        with guessing.guess(guessing.whose(user, to)) as it, transaction.atomic():
            fits = Code.objects.redeem(code_id, typed, purpose=Purpose.SIGN_IN)
            it.right = fits and user is not None
        return user if it.right else None

    def _page(self, form: SentCodeForm) -> HttpResponse:
        told = {"form": form, "to": self._asked["to"], "next": self._asked["next"]}
        return render(self.request, "users/code_sent.html", told)

    def _back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("sign-in-by-code"))

    @property
    def _asked(self) -> dict[str, str]:
        found: dict[str, str] = self.request.session.get(ASKED, {})
        return found
