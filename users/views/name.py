"""What a person is called."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from users.forms.contact import NameForm
from users.models import User
from users.workflows.rename import rename


@method_decorator([never_cache, login_required], name="dispatch")
class NameView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        called = {"name": cast(User, request.user).name}
        return render(request, "users/name.html", {"form": NameForm(initial=called)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NameForm(request.POST)
        if not form.is_valid():
            return render(request, "users/name.html", {"form": form})
        rename(cast(User, request.user), form.cleaned_data["name"])
        messages.success(request, _("Your name is changed."))
        return redirect("own-data")
