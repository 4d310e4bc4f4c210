"""What people fill in to sign in, in our own words: allauth's are not in all of our languages."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from users.models import User
from users.tasks import send_reset_link

PASSWORD_HELP = _("At least 15 characters. A few words that only you would put together are good.")


def _say(form: forms.Form, **labels: Any) -> None:
    """Our labels, and no text inside the fields: it is gone as soon as somebody types."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class SignInForm(allauth.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login=_("E-mail address"), password=_("Password"))
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""


class ForgottenForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    """Tells nobody whether the address is known here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email=_("E-mail address"))

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        for user in self.users:
            send_reset_link.enqueue(str(user.pk), get_language())
        return str(self.cleaned_data["email"])


class NewPasswordForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password1=_("New password"), password2=_("The same once more"))
        self.fields["password1"].help_text = PASSWORD_HELP


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, oldpassword=_("Present password"))
        _say(self, password1=_("New password"), password2=_("The same once more"))
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = PASSWORD_HELP


class NewPersonForm(forms.Form):
    """Somebody who was invited says what to be called, and chooses a password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        password, again = given.get("password"), given.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ."))
        if password:
            self._judge(password, User(email=self.email, name=given.get("name", "")))
        return given

    def _judge(self, password: str, user: User) -> None:
        try:
            validate_password(password, user)
        except forms.ValidationError as refused:
            self.add_error("password", refused)
