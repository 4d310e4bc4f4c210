"""What somebody types to prove who they are, and what they call a passkey."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.utils.translation import gettext_lazy as _

from users import guessing
from users.factors import recovery_codes, totp
from users.models import User

NOT_THE_CODE = _("This is not the code, or it was used already. Wait for the next one.")


def _field(label: Any, **attributes: str) -> forms.CharField:
    """Digits of an app: phones show their number pad, and offer what just came by message."""
    told = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
    return forms.CharField(
        label=label, max_length=40, widget=forms.TextInput(attrs={**told, **attributes})
    )


class NewAppForm(forms.Form):
    """The code shows that the app has the secret."""

    code = _field(_("Code that the app shows"), inputmode="numeric")


class FactorForm(forms.Form):
    """A code of the app, or one on paper. Each try is counted; too many raise TooManyTries."""

    code = _field(_("Code"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.row: Authenticator | None = None  # what was used

    def clean_code(self) -> str:
        typed = str(self.cleaned_data["code"])
        with guessing.guess(guessing.whose(self.user)) as it:
            self.row = totp.redeem(self.user, typed) or recovery_codes.redeem(self.user, typed)
            it.right = self.row is not None
        if not it.right:
            raise forms.ValidationError(NOT_THE_CODE)
        return typed


class PasswordForm(forms.Form):
    """The password once more, of who is signed in."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        with guessing.guess(guessing.whose(self.user)) as it:
            it.right = self.user.check_password(self.cleaned_data["password"])
        if not it.right:
            raise forms.ValidationError(_("This is not your password."))
        return ""


class PasskeyNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        help_text=_("So that you know it again: the device that it is on, for example."),
    )


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class SentCodeForm(forms.Form):
    code = _field(_("Code from the mail"), inputmode="numeric")
