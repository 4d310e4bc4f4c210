"""What Kontor wants otherwise than allauth."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenants.models import PublicEntry
from tenants.request import KnownRequest
from users import guessing
from users.models import PolicyAcceptance, Session, User
from users.networks import network_of
from users.paths import is_own_path
from users.proven import came_by_factor, ways_in
from users.tasks import tell_of_new_password
from users.workflows.note_browser import note_browser
from users.workflows.recover_factors import stop_factor_recovery


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nothing is mailed while a request runs, and each of these leaves a line in the logbook."""

    # allauth's own texts are not in all of our languages.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password do not belong together."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link does not work any more."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Not by allauth's own form: see `users.views.sign_up`."""
        return False

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        raise NotImplementedError("nobody signs up by this form")

    def is_safe_url(self, url: str) -> bool:
        """Only pages of the public host; a workspace is reached by way of `/go/`."""
        return is_own_path(url)

    def is_ajax(self, request: HttpRequest) -> bool:
        """A page is a page, whatever a header says."""
        return False

    def get_login_stages(self) -> list[str]:
        return ["users.stages.SecondStep"]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [{"id": "again", "description": "", "url": reverse("prove-again")}]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """By an address that is proven or the person's own: allauth would take any of theirs.

        Counted in the same way for an address that nobody has. A try that the limit of this computer
        stops is given back: nobody looked.
        """
        limited: ValidationError | None = None
        address = credentials.get("email", "")
        guessed = guessing.whose(User.objects.of_address(address), address)
        with guessing.guess(guessed, at=network_of(request)) as it:
            try:
                found = super().authenticate(request, **credentials)
                it.right = found is not None and guessing.whose(found) == guessed
            except ValidationError as stopped:
                it.right, limited = True, stopped
        if limited is not None:
            raise limited
        return found if it.right else None

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        """Who has not accepted the policy that holds now is asked to, on the way to where they go.

        They may go on without: nobody is kept from closing, taking along or leaving by a question.
        """
        response = cast(HttpResponse, super().post_login(request, user, **how))
        if not PolicyAcceptance.objects.is_missing_from(user):
            return response
        onward = {"next": response.headers.get("Location", "")}
        return HttpResponseRedirect(f"{reverse('policy')}?{urlencode(onward)}")

    @transaction.atomic
    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        KnownRequest.of(request).session.begins(request)
        how = f"{user.pk} {ways_in(request, user)}".strip()
        if came_by_factor(request, user):  # so it is not lost
            stop_factor_recovery(user)
        note_browser(request, user, by_factor=came_by_factor(request, user))
        PublicEntry.objects.create(user=user, verb="user.signed_in", subject=how)

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Sets it, and ends every other session of this person, on every host."""
        super().set_password(user, password)
        Session.objects.end_all_of(user, but=self.request.session.session_key)
        PublicEntry.objects.create(user=user, verb="user.password_set", subject=str(user.pk))

    def send_notification_mail(self, template_prefix: str, user: User, *_: Any, **__: Any) -> None:
        tell_of_new_password.enqueue(str(user.pk), get_language())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise NotImplementedError("mail leaves in jobs, see users.tasks")
