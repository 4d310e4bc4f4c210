"""Another e-mail address or phone number: what it is to be, then the codes of both ends."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import View

from config.errors import Refusal
from users.errors import PresentOne
from users.forms.contact import NewEmailForm, NewPhoneForm, TwoCodesForm
from users.models import ContactChange, User
from users.models.contact_change import ENDS
from users.paths import next_of
from users.proven import proven_again
from users.workflows.change_contact import ask_again, ask_to_change, change_contact, present_of

_DONE = {
    "email": gettext_lazy("From now on you sign in with the new address."),
    "phone": gettext_lazy(
        "The new number is in use. One that replaced another confirms operations once a day has passed."
    ),
}


class ContactView(View):
    kind: ClassVar[str] = ""
    page: ClassVar[str]

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    def show(self, form: Form, status: int = 200, **told: Any) -> HttpResponse:
        onward = next_of(self.request)
        back = onward or reverse("security")
        about = {"form": form, "kind": self.kind, "back": back, "next": onward, **told}
        return render(self.request, self.page, about, status=status)

    def codes(self) -> HttpResponse:
        """Where somebody wanted to go comes along in the address."""
        query = {"next": onward} if (onward := next_of(self.request)) else None
        return HttpResponseRedirect(reverse(f"change-{self.kind}-codes", query=query))


@method_decorator(never_cache, name="dispatch")
@method_decorator(proven_again, name="dispatch")
class ChangeView(ContactView):
    """Asks who has just proven again for the new one."""

    page = "users/contact.html"
    forms: ClassVar[dict[str, type[Form]]] = {"email": NewEmailForm, "phone": NewPhoneForm}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self.forms[self.kind]())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.forms[self.kind](request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            ask_to_change(self.user, self.kind, form.cleaned_data[self.kind], at=get_ip(request))
        except Refusal as refusal:
            is_present = isinstance(refusal, PresentOne)
            form.add_error(self.kind if is_present else None, str(refusal.detail))
            return self._page(form, status=200 if is_present else refusal.status)
        return self.codes()

    def _page(self, form: Form, status: int = 200) -> HttpResponse:
        return self.show(form, status, present=self._present)

    @property
    def _present(self) -> str:
        return present_of(self.user, self.kind)


@method_decorator(never_cache, name="dispatch")
@method_decorator(login_required, name="dispatch")
class CodesView(ContactView):
    """The codes. Who holds none of the ends gets no further."""

    page = "users/contact_codes.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        change = ContactChange.objects.waiting_of(self.user, self.kind)
        return self._page(_form(change), change) if change else self._begin()

    def post(self, request: HttpRequest) -> HttpResponse:
        change = ContactChange.objects.waiting_of(self.user, self.kind)
        if change is None:
            return self._begin()
        form = _form(change, request.POST)
        try:
            if "again" in request.POST:
                return self._again(request, change)
            return self._change(form, change) if form.is_valid() else self._page(form, change)
        except Refusal as refusal:
            form.is_valid()
            form.errors.clear()
            for field, said in refusal.fields.items():
                form.add_error(field, said)
            if not refusal.fields:
                form.add_error(None, str(refusal.detail))
            return self._page(form, change, status=429 if refusal.status == 429 else 200)

    def _again(self, request: HttpRequest, change: ContactChange) -> HttpResponse:
        for end in change.asked_ends:
            ask_again(change, end, at=get_ip(request))
        messages.success(request, _("Another code is on its way. Older ones do not work."))
        return self.codes()

    def _change(self, form: TwoCodesForm, change: ContactChange) -> HttpResponse:
        typed = form.cleaned_data
        change_contact(change, old_code=typed.get("old", ""), new_code=typed.get("new", ""))
        messages.success(self.request, str(_DONE[self.kind]))
        return HttpResponseRedirect(next_of(self.request) or reverse("security"))

    def _page(self, form: TwoCodesForm, change: ContactChange, status: int = 200) -> HttpResponse:
        """Which ends are asked, and which have said yes already."""
        proven = [end for end in ENDS if end not in change.asked_ends]
        for end in proven:
            del form.fields[end]
        asked = [change.shown[end] for end in change.asked_ends]
        confirmed = [change.shown[end] for end in proven]
        return self.show(form, status, asked=asked, confirmed=confirmed)

    def _begin(self) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"change-{self.kind}"))


def _form(change: ContactChange, *given: Any) -> TwoCodesForm:
    return TwoCodesForm(*given, shown=change.shown, asked=change.asked_ends)
