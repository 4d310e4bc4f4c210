"""The pages on which somebody signs up. Each shows where the sign-up stands, or leads there.

What was given is a row (`users.models.SignUp`); the sealed session of the browser names it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from django_htmx.http import HttpResponseClientRedirect

from config.errors import Refusal
from users.errors import NumberTaken
from users.forms.business import BusinessForm
from users.forms.contact import CodeForm, EmailForm
from users.forms.sign_up import PersonForm
from users.models import Policy, Purpose, SignUp
from users.models.sign_up import Step
from users.workflows.come_in import Business, enter
from users.workflows.sign_up import ask_again, begin_here, prove, sign_up_of, tell_of_person


def goes_on(sign_up: SignUp) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"sign-up-{sign_up.step}"))


@method_decorator(never_cache, name="dispatch")
class SignUpView(View):
    """A step. Who stands elsewhere is led there."""

    page: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.sign_up = sign_up_of(request.session)
        elsewhere = self.elsewhere()
        return elsewhere or super().dispatch(request, *args, **kwargs)

    def elsewhere(self) -> HttpResponse | None:
        if self.sign_up is None or (self.request.user.is_authenticated and not self.row.is_done):
            return HttpResponseRedirect(reverse("account_signup"))
        return None if self.is_here() else goes_on(self.sign_up)

    def is_here(self) -> bool:
        return self.request.resolver_match.url_name == f"sign-up-{self.row.step}"  # type: ignore[union-attr]

    @property
    def row(self) -> SignUp:
        assert self.sign_up is not None  # noqa: S101 - dispatch() leads all others away
        return self.sign_up

    def show(self, form: Form, status: int = 200, **told: Any) -> HttpResponse:
        about = {"form": form, "sign_up": self.sign_up, **told}
        return render(self.request, self.page, about, status=status)

    def refuse(self, form: Form, refusal: Refusal) -> HttpResponse:
        form.add_error(None, str(refusal.detail))
        return self.show(form, status=429 if refusal.status == 429 else 200)

    def ask_for_another_number(self, refusal: NumberTaken) -> HttpResponse:
        """Somebody else has proven this one meanwhile."""
        messages.error(self.request, str(refusal.detail))
        return HttpResponseRedirect(reverse("sign-up-person"))


class EmailStep(SignUpView):
    """The first page. A known address is answered as an unknown one is."""

    page = "users/sign_up.html"

    def elsewhere(self) -> HttpResponse | None:
        if self.sign_up is not None and self.sign_up.is_done:
            return goes_on(self.sign_up)
        if self.request.user.is_authenticated:
            return HttpResponseRedirect(reverse("home"))
        if self.sign_up is not None and self.sign_up.invitation_id:
            self.sign_up = None  # somebody who was invited may sign up for an own workspace
        if settings.SIGN_UP == "closed":
            return render(self.request, "account/signup_closed.html")
        return None

    def get(self, request: HttpRequest) -> HttpResponse:
        given = {"email": self.sign_up.email} if self.sign_up else {}
        return self.show(EmailForm(initial=given))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EmailForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            told: dict[str, Any] = {"session": request.session, "at": get_ip(request)}
            return goes_on(begin_here(form.cleaned_data["email"], before=self.sign_up, **told))
        except Refusal as refusal:
            return self.refuse(form, refusal)


class CodeStep(SignUpView):
    """A code is typed; `again` asks for another one."""

    page = "users/sign_up_code.html"
    purpose = Purpose.SIGN_UP_EMAIL

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(None if "again" in request.POST else request.POST)
        try:
            if "again" in request.POST:
                ask_again(self.row, self.purpose, at=get_ip(request))
                messages.success(request, _("Another code is on its way. Older ones do not work."))
                return HttpResponseRedirect(request.path)
            if not form.is_valid():
                return self.show(form)
            prove(self.row, form.cleaned_data["code"], purpose=self.purpose)
        except Refusal as refusal:
            form = CodeForm(request.POST)
            form.full_clean()
            form.errors.clear()
            return self.refuse(form, refusal)
        return self.proven(request)

    def proven(self, request: HttpRequest) -> HttpResponse:
        self.row.refresh_from_db()
        return goes_on(self.row)


@method_decorator(sensitive_post_parameters("password", "again"), name="dispatch")
class PersonStep(SignUpView):
    page = "users/sign_up_person.html"

    def is_here(self) -> bool:
        """Also later on: what was given can be changed until there is a user."""
        return self.row.email_proven_at is not None and not self.row.is_done

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(PersonForm(sign_up=self.row))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PersonForm(request.POST, sign_up=self.row)
        try:
            return (
                goes_on(told_by(form, self.row, at=get_ip(request)))
                if form.is_valid()
                else self._not_yet(form)
            )
        except Refusal as refusal:
            return self.refuse(form, refusal)

    def _not_yet(self, form: PersonForm) -> HttpResponse:
        keep_password(form, self.row)
        return self.show(form)


def keep_password(form: PersonForm, sign_up: SignUp) -> None:
    """A password is not shown back, so a good one is not asked for again. Raises TooBusy."""
    if form.has_good_password:
        sign_up.keep_password(form.password_hash)
        form.has_one_already()


def told_by(form: PersonForm, sign_up: SignUp, *, at: str) -> SignUp:
    given = {name: form.cleaned_data[name] for name in ("name", "phone")}
    hashed, policy = form.password_hash, Policy.objects.current()
    try:
        return tell_of_person(sign_up, **given, password=hashed, policy=policy, at=at)
    except Refusal:  # of the code: what was given is kept
        form.has_one_already()
        raise


class PhoneStep(CodeStep):
    """The last step of somebody who was invited; a business follows for all others."""

    page = "users/sign_up_phone.html"
    purpose = Purpose.SIGN_UP_PHONE

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.row.is_proven and "again" not in request.POST:
            return self.proven(request)
        return super().post(request)

    def proven(self, request: HttpRequest) -> HttpResponse:
        self.row.refresh_from_db()
        if self.row.invitation is None:
            return goes_on(self.row)
        try:
            enter(request, self.row)
        except NumberTaken as refusal:
            return self.ask_for_another_number(refusal)
        except Refusal:
            return render(request, "users/invitation_gone.html", status=404)
        return goes_on(self.row)


class BusinessStep(SignUpView):
    page = "users/sign_up_business.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(BusinessForm(phone=self.row.phone))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BusinessForm(request.POST)
        if form.is_valid():
            form.propose()
        if not form.is_valid():
            return self.show(form)
        try:
            enter(request, self.row, Business(**form.cleaned_data))
        except NumberTaken as refusal:
            return self.ask_for_another_number(refusal)
        except Refusal as refusal:
            if "slug" in refusal.fields:
                form.propose()
                return self.show(form)
            return self.refuse(form, refusal)
        return goes_on(self.row)


class SlugField(SignUpView):
    """The field of the address alone, with what is to be said of it now. Asked by scripts."""

    def is_here(self) -> bool:
        return self.row.step == Step.BUSINESS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = BusinessForm(request.GET)
        form.is_valid()
        form.propose(while_typing=True)
        return render(request, "users/sign_up_slug.html", {"form": form})


class ReadyStep(SignUpView):
    """Signed up. Leads into the workspace as soon as that is open."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tenant: Any = self.row.tenant
        go = reverse("go", args=[tenant.slug])
        if not tenant.is_open:
            part = "users/sign_up_building.html" if request.htmx else "users/sign_up_ready.html"  # type: ignore[attr-defined]
            return render(request, part, {"tenant_name": tenant.name, "here": request.path})
        return HttpResponseClientRedirect(go) if request.htmx else HttpResponseRedirect(go)  # type: ignore[attr-defined]
