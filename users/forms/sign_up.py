"""Who somebody is that wants to come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from users.forms.contact import PhoneField, name_field
from users.forms.passwords import PASSWORD_HELP
from users.models import SignUp, User


class PersonForm(forms.Form):
    """Who somebody is. A good password is kept (as its hash) whatever else is wrong."""

    name = name_field()
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    phone = PhoneField()
    accepts = forms.BooleanField(
        label=_("I accept the policy"),
        error_messages={"required": _("Read the policy and accept it: nobody comes in without.")},
    )

    def __init__(self, *args: Any, sign_up: SignUp, **kwargs: Any) -> None:
        told = {"name": sign_up.name, "phone": sign_up.phone, "accepts": bool(sign_up.accepted_at)}
        super().__init__(*args, **{"initial": told, **kwargs})
        self.sign_up = sign_up
        self.fields["accepts"].help_text = format_html(
            '<a href="{}" target="_blank">{}</a>', reverse("policy"), _("Read the policy")
        )
        if sign_up.password:
            self.has_one_already()

    def has_one_already(self) -> None:
        """The password that was chosen before stays, unless another one is typed."""
        for name in ("password", "again"):
            self.fields[name].required = False
            self.fields[name].needed = True  # type: ignore[attr-defined]
        self["password"].help_text = _("You chose one. Leave it empty to keep it.")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        password, again = given.get("password"), given.get("again")
        if password and again != password and "again" not in self.errors:
            self.add_error("again", _("The two passwords differ."))
        if password:
            self._judge(password, User(email=self.sign_up.email, name=given.get("name", "")))
        return given

    def _judge(self, password: str, user: User) -> None:
        try:
            validate_password(password, user)
        except forms.ValidationError as refused:
            self.add_error("password", refused)

    @property
    def has_good_password(self) -> bool:
        """Whether a password was typed that can be kept."""
        return bool(self.cleaned_data.get("password")) and "again" not in self.errors

    @property
    def password_hash(self) -> str:
        """Of the password that was typed now; else the one from before."""
        if self.has_good_password:
            return make_password(self.cleaned_data["password"])
        return self.sign_up.password
