"""A forgotten password and a new one: allauth's pages, each change in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from allauth.account import views as allauth
from allauth.account.forms import UserTokenForm
from allauth.core.internal.ratelimit import get_ip
from allauth.decorators import rate_limit
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from users.models import ApiToken
from users.passwords import turns
from users.workflows.prove_reset import SMS, only_a_passkey, proofs_of, send_code


class PasswordChange(allauth.PasswordChangeView):  # type: ignore[misc]
    """The person stays signed in here, and nowhere else."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        return self._to_programs() or response

    def _to_programs(self) -> HttpResponse | None:
        """They go on with the old password gone: whoever has some looks at them now."""
        has_some = ApiToken.objects.filter(membership__user=self.request.user).live().exists()
        return redirect("my-tokens") if has_some else None


@method_decorator(rate_limit(action="reset_password_from_key"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class PasswordReset(allauth.PasswordResetFromKeyView):  # type: ignore[misc]
    """The page that a reset link leads to.

    allauth would keep the link's key in the session, which is a row of our database. Here it
    stays in the address, which is sent to nobody else (same-origin referrers, no third parties).
    Who has a phone or a second factor gives a code of it as well: a mailbox alone is not enough.
    """

    proofs: Collection[str] = ()
    reset_user: Any

    def dispatch(
        self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any
    ) -> HttpResponseBase:
        self.key = key
        link = UserTokenForm(data={"uidb36": uidb36, "key": key})
        if not link.is_valid():
            self.reset_user = None
            gone: HttpResponse = self.render_to_response(self.get_context_data(token_fail=True))
            gone.status_code = 404
            return gone
        self.reset_user = link.reset_user
        if request.user.is_authenticated and request.user != self.reset_user:
            self.logout()
        self.proofs = proofs_of(self.reset_user)
        return FormView.dispatch(self, request, uidb36, key, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "send" not in request.POST:
            with turns.place():  # before a code is taken that is good once
                return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]
        send_code(self.reset_user, asked_from=get_ip(request))
        messages.success(request, _("A code is on its way to your phone."))
        return HttpResponseRedirect(request.path)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "proofs": self.proofs}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**kwargs)
        if self.reset_user is not None:
            told |= {"sends": SMS in self.proofs, "passkey_only": only_a_passkey(self.proofs)}
        return told

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        return response
