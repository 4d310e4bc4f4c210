"""A page asks for a confirmation instead of doing what it was told, and this page takes it.

On each kind of host: what is kept stands in the public room either way.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from config.addresses import public_address
from config.confirming import Done
from config.errors import Refusal
from tenants.hosts import host_of
from tenants.request import KnownRequest
from tenants.rooms import public_room
from users.desk import SMS, send_code, signed_here
from users.errors import ConfirmationOver, WrongCode
from users.factors import passkeys
from users.models import Confirmation, User
from users.models.confirmation import Decision
from users.workflows import confirm, proofs

PASSKEY = Decision.Method.PASSKEY.value
# The frame of the host where it was asked.
BASES = {"workspace": "workspace.html", "provider": "console.html", "public": "public.html"}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


@method_decorator(
    [never_cache, login_required, sensitive_post_parameters("code", "credential")], name="dispatch"
)
class ConfirmView(View):
    """What is about to happen, in one sentence, and the code that lets it."""

    def get(self, request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
        return self.show(request, self.mine(request, confirmation_id))

    def post(self, request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
        asking = self.mine(request, confirmation_id)
        if "cancel" in request.POST:
            return self.cancel(request, asking)
        if "send" in request.POST:
            return self.send(request, asking)
        return self.prove(request, asking)

    def mine(self, request: HttpRequest, confirmation_id: UUID) -> Confirmation:
        """Another person's, or one of another host: there is nothing."""
        asked = KnownRequest.of(request)
        at, of_provider = asked.tenant and asked.tenant.pk, asked.kind == "provider"
        with public_room():
            rows = Confirmation.objects.asked_by(request.user, at=at, of_provider=of_provider)
            found: Confirmation = get_object_or_404(
                rows.select_related("user", "decision"), pk=confirmation_id
            )
        return found

    def cancel(self, request: HttpRequest, asking: Confirmation) -> HttpResponse:
        with public_room():
            confirm.cancel(asking)
        messages.success(request, _("Nothing was done."))
        return HttpResponseRedirect(asking.back)

    def send(self, request: HttpRequest, asking: Confirmation) -> HttpResponse:
        with public_room():
            refusal = send_code(request, asking)
        if refusal is not None:
            messages.error(request, str(refusal.detail))
        else:
            messages.success(request, _("A code is on its way to your phone."))
        return HttpResponseRedirect(request.path)

    def prove(self, request: HttpRequest, asking: Confirmation) -> HttpResponse:
        form = CodeForm(request.POST)
        signed = request.POST.get("credential", "")
        if not signed and not form.is_valid():
            return self.show(request, asking, form)
        if signed:
            given = signed_here(request, signed)
        else:
            given = proofs.by_code(form.cleaned_data["code"])
        try:
            with public_room():
                done = confirm.consume(asking, given, is_guess=not signed)
        except WrongCode as wrong:
            again = self.mine(request, asking.pk)
            if signed:
                return self.show(request, again, is_refused=True)
            form.add_error("code", str(wrong.detail))
            return self.show(request, again, form)
        except (Refusal, ValidationError) as refusal:
            if self.is_done_already(request, asking, refusal):
                return HttpResponseRedirect(request.path)
            return self.refused(request, asking, refusal)
        return self.done(request, done)

    def is_done_already(self, request: HttpRequest, asking: Confirmation, refusal: object) -> bool:
        """Sent twice, or the page that followed was loaded again: it has worked all the same."""
        is_over = isinstance(refusal, ConfirmationOver)
        return is_over and self.mine(request, asking.pk).state == Confirmation.State.CONSUMED

    def done(self, request: HttpRequest, done: Done) -> HttpResponse:
        if done.shows:
            return render(request, "users/confirmed.html", {"done": done, **_frame(request)})
        messages.success(request, done.says)
        return HttpResponseRedirect(done.leads_to)

    def refused(
        self, request: HttpRequest, asking: Confirmation, refusal: Refusal | ValidationError
    ) -> HttpResponse:
        said = [refusal.detail] if isinstance(refusal, Refusal) else refusal.messages
        for sentence in said:
            messages.error(request, str(sentence))
        return HttpResponseRedirect(asking.back)

    def show(
        self,
        request: HttpRequest,
        asking: Confirmation,
        form: CodeForm | None = None,
        *,
        is_refused: bool = False,
    ) -> HttpResponse:
        try:
            question = asking.says
        except Refusal as refusal:
            return self.refused(request, asking, refusal)
        told = {"asking": asking, "question": question, "form": form or CodeForm()}
        told["is_refused"] = is_refused
        told |= _frame(request)
        if asking.is_waiting:
            with public_room():
                told |= self._ways(request, asking)
        return render(request, "users/confirm.html", told)

    def _ways(self, request: HttpRequest, asking: Confirmation) -> dict[str, Any]:
        assert isinstance(request.user, User)  # noqa: S101 - login_required
        methods = proofs.methods_of(request.user, host=host_of(request))
        told: dict[str, Any] = {"methods": methods, "by_code": set(methods) - {PASSKEY}}
        if SMS in methods:
            told["phone"] = request.user.phone.hidden
            told["is_sent"] = proofs.is_code_waiting(asking, request.user.phone)
        told["by_phone_alone"] = methods == [SMS]
        if PASSKEY in methods:
            told["passkey"] = json.dumps(passkeys.ask_to_sign(request.user, asking.challenge))
        return told


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "base": BASES[KnownRequest.of(request).kind],
        "security_url": public_address("/security/"),
    }
