"""The second factor is lost: a recovery begins, is stopped, or comes to its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.stages import LoginStageController
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from tenants.actor import Actor
from users.models import FactorRecovery
from users.models.factor_recovery import FINISH
from users.proven import remember
from users.stages import SecondStep
from users.views.second_step import in_second_step
from users.workflows.recover_factors import (
    ask_for_recovery_link,
    begin_factor_recovery,
    finish_factor_recovery,
    recovery_of_link,
    stop_factor_recovery,
)


@method_decorator(in_second_step, name="dispatch")
class LostFactorView(View):
    """From the second step, after the password. POST begins to wait; when that is over, it sends the link."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stage: SecondStep = request._login_stage  # type: ignore[attr-defined]
        if not (stage.still_holds and stage.by_password):
            return HttpResponseRedirect(reverse("second-step"))
        self.person: Any = stage.login.user
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *, is_sent: bool = False) -> HttpResponse:
        found = FactorRecovery.objects.of(self.person)
        told = {"recovery": found, "is_sent": is_sent}
        return render(request, "users/lost_factor.html", told)

    def post(self, request: HttpRequest) -> HttpResponse:
        recovery = begin_factor_recovery(self.person, by=Actor(user=self.person))
        if recovery.is_open:
            ask_for_recovery_link(self.person)
        return self.get(request, is_sent=recovery.is_open)


@method_decorator(never_cache, name="dispatch")
class StopFactorRecoveryView(View):
    """The link in each notice. A program that looks into mails stops nothing: there is a button."""

    def get(self, request: HttpRequest, recovery_id: UUID, mark: str) -> HttpResponse:
        if recovery_of_link(recovery_id, mark) is None:
            return render(request, "users/factor_recovery_gone.html", status=404)
        return render(request, "users/factor_recovery_stop.html")

    def post(self, request: HttpRequest, recovery_id: UUID, mark: str) -> HttpResponse:
        found = recovery_of_link(recovery_id, mark)
        if found is None:
            return render(request, "users/factor_recovery_gone.html", status=404)
        stop_factor_recovery(found.person)
        return render(request, "users/factor_recovery_stop.html", {"is_stopped": True})


@method_decorator(never_cache, name="dispatch")
class FinishFactorRecoveryView(View):
    """The link that comes when the waiting time is over, in the browser that has seen the password."""

    def dispatch(self, request: HttpRequest, recovery_id: UUID, mark: str) -> HttpResponseBase:
        found = recovery_of_link(recovery_id, mark, FINISH)
        if found is None or not found.is_open:
            return render(request, "users/factor_recovery_gone.html", status=404)
        stage = LoginStageController.enter(request, SecondStep.key)
        if stage is None or stage.login.user != found.person or not self._may(stage):
            return render(request, "users/factor_recovery_password.html")
        self.stage: SecondStep = stage
        return super().dispatch(request, recovery_id, mark)

    def get(self, request: HttpRequest, recovery_id: UUID, mark: str) -> HttpResponse:
        return render(request, "users/factor_recovery_finish.html")

    def post(self, request: HttpRequest, recovery_id: UUID, mark: str) -> HttpResponse:
        person: Any = self.stage.login.user
        if not finish_factor_recovery(person, recovery_id, mark):
            return render(request, "users/factor_recovery_gone.html", status=404)
        remember(request, person, "mailbox")
        answer: HttpResponse = self.stage.exit()
        return answer

    def _may(self, stage: SecondStep) -> bool:
        return stage.still_holds and stage.by_password
