from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from users.models import Session, User
from users.proven import is_proven
from users.software import software_of
from users.workflows.end_sessions import end_all, end_one


@method_decorator([never_cache, login_required], name="dispatch")
class DevicesView(View):
    """Where somebody is signed in, and the way to end each of these, or all of them.

    To end another than this one, who asks has proven again who they are.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [
            {
                "key": session.pk,
                "software": software_of(session.browser),
                "network": session.network,
                "began": session.began_at,
                "seen": session.seen_at,
                "workspaces": session.workspace_names,
                "is_this": session.pk == request.session.session_key,
            }
            for session in Session.objects.sign_ins_of(cast(User, request.user)).with_workspaces()
        ]
        return render(request, "users/devices.html", {"rows": rows})

    def post(self, request: HttpRequest) -> HttpResponse:
        user, here = cast(User, request.user), str(request.session.session_key)
        which = request.POST.get("end", "")
        if which != here and not is_proven(request):  # ASVS 5.0, 7.5.2
            messages.info(request, _("Prove once more who you are. Then choose again what to end."))
            return HttpResponseRedirect(reverse("prove-again", query={"next": reverse("devices")}))
        if which == "others":
            end_all(user, but=here)
            messages.success(request, _("You are signed out everywhere else."))
        elif which in ("all", here):
            end_all(user) if which == "all" else end_one(user, here)
            logout(request)
            return HttpResponseRedirect(reverse("signed-out"))
        elif end_one(user, which):
            messages.success(request, _("That browser is signed out."))
        return HttpResponseRedirect(reverse("devices"))
