"""What was added beside a phone, with the password alone, confirms as soon as that phone says yes."""

from __future__ import annotations

from typing import cast

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from config.confirming import ask_to_confirm
from users.confirmed.factors import TRUST, payload_of
from users.factors.held import awaiting_trust, factors_of
from users.models import User


@method_decorator([never_cache, login_required], name="dispatch")
class TrustFactorView(View):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(request, pk)
        if row not in awaiting_trust(cast(User, request.user)):
            return redirect("security")
        return render(request, "users/factor_trust.html", {"row": row})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(request, pk)
        if row not in awaiting_trust(cast(User, request.user)):
            return redirect("security")
        return ask_to_confirm(request, TRUST, payload_of(row), back=reverse("security"))

    def _row(self, request: HttpRequest, pk: int) -> Authenticator:
        row: Authenticator = get_object_or_404(factors_of(cast(User, request.user)), pk=pk)
        return row
