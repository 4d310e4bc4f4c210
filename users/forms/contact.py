"""An address and a number that somebody gives, and the codes that prove them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.one_line import one_line
from identity.phone import check_phone


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Your name"),
        max_length=150,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class NameForm(forms.Form):
    name = name_field()


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("With it you will sign in. We send a code to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


def code_field() -> forms.CharField:
    return forms.CharField(
        label=_("The code"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CodeForm(forms.Form):
    code = code_field()


class PhoneField(forms.CharField):
    """A number of any country, in the international way of writing; cleaned to E.164."""

    def __init__(self, **how: Any) -> None:
        told: dict[str, Any] = {
            "label": _("Your phone number"),
            "help_text": _(
                "With the country's code, such as +371 21234567. We send codes to it by SMS."
            ),
            "max_length": 40,
            "widget": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }
        super().__init__(**{**told, **how})

    def clean(self, value: Any) -> str:
        return check_phone(super().clean(value), "")


class NewEmailForm(EmailForm):
    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NewPhoneForm(forms.Form):
    phone = PhoneField(label=_("New phone number"))


class TwoCodesForm(forms.Form):
    """The one that came to the old end, and the one that came to the new end."""

    old = code_field()
    new = code_field()

    def __init__(self, *args: Any, shown: Mapping[str, str], asked: Collection[str], **kwargs: Any):
        """`shown` is each end as the page names it. What is not asked any more need not be given."""
        super().__init__(*args, **kwargs)
        for end, to in shown.items():
            self.fields[end].label = _("The code that came to %(to)s") % {"to": to}
            self.fields[end].required = end in asked
