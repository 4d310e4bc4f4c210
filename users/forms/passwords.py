"""What people fill in to sign in, in our own words: allauth's are not in all of our languages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from allauth.account import forms as allauth
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from config.sealed import mark_of
from users import guessing
from users.errors import WrongCode
from users.tasks import send_reset_link
from users.workflows.prove_reset import redeem_proof

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
        """A job either way: for an address that nobody has, about a user that nobody is (and the
        same one again, so that a repeat finds its job waiting as well)."""
        email = str(self.cleaned_data["email"])
        nobody = UUID(mark_of(email.lower(), "reset")[:32])
        for pk in [user.pk for user in self.users] or [nobody]:
            send_reset_link.enqueue(str(pk), get_language())
        return email


class NewPasswordForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """Who has a second proof gives it as well, once all else is right: a code is good once."""

    proof = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, proofs: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password1=_("New password"), password2=_("The same once more"))
        self.fields["password1"].help_text = PASSWORD_HELP
        if proofs:
            self.fields["proof"].help_text = _said_of(proofs)
            if "recovery_codes" not in proofs:
                self.fields["proof"].widget.attrs["inputmode"] = "numeric"
        else:
            del self.fields["proof"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "proof" in given and not self.errors and not redeem_proof(self.user, given["proof"]):
            self.add_error("proof", WrongCode.detail)
        return given


def _said_of(proofs: Collection[str]) -> str:
    said = {
        "sms": _("from the SMS"),
        "totp": _("from your authenticator app"),
        "recovery_codes": _("from your sheet of recovery codes"),
    }
    ways = [str(way) for kind, way in said.items() if kind in proofs]
    return _("The one %(ways)s.") % {"ways": f" {_('or')} ".join(ways)}


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, oldpassword=_("Present password"))
        _say(self, password1=_("New password"), password2=_("The same once more"))
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = PASSWORD_HELP

    def clean_oldpassword(self) -> str:
        """A guess like any other, of whoever sits at somebody's browser. Raises TooManyTries."""
        with guessing.guess(guessing.whose(self.user)) as it:
            given = str(super().clean_oldpassword())
            it.right = True
        return given
