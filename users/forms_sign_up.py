"""What somebody fills in to come in: an address, a code, who it is, and which business."""

from __future__ import annotations

from typing import Any

import phonenumbers
from babel.numbers import get_territory_currencies
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MinLengthValidator
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from config.one_line import one_line
from i18n.currencies import CURRENCIES
from i18n.writing import currency_name
from identity.countries import choices
from identity.phone import check_phone
from tenants.models.tenant import is_slug
from tenants.slugs import LONGEST, SHORTEST, free_like, is_free, slug_of
from users.forms import PASSWORD_HELP
from users.models import SignUp, User


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
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "figure"}
        ),
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


class PersonForm(forms.Form):
    """Who somebody is. A good password is kept (as its hash) whatever else is wrong."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
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


class BusinessForm(forms.Form):
    """Which business gets the workspace."""

    name = forms.CharField(
        label=_("Name of the business"),
        max_length=200,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    slug = forms.CharField(
        label=_("Address of the workspace"),
        required=False,
        max_length=LONGEST,
        validators=[is_slug, MinLengthValidator(SHORTEST)],
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=lambda: [("", _("Choose a country")), *choices()]
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the workspace"),
        help_text=_("In which it greets and writes. Everybody reads it in their own."),
    )

    def __init__(self, *args: Any, phone: str = "", **kwargs: Any) -> None:
        start = {"country": country_of(phone), "language": get_language()}
        super().__init__(*args, **{"initial": start, **kwargs})
        names = dict(settings.LANGUAGES)
        self.fields["slug"].needed = True  # type: ignore[attr-defined]
        self.fields["slug"].help_text = _(
            "Before .%(host)s. Empty: we propose one. It cannot be changed later."
        ) % {"host": settings.BASE_HOST}
        self.fields["slug"].widget.attrs |= _asks_the_server("change")
        self.fields["name"].widget.attrs |= _asks_the_server("change")
        self.fields["currency"].needed = True  # type: ignore[attr-defined]
        self.fields["currency"].choices = _currencies()  # type: ignore[attr-defined]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, names[code]) for code in settings.INTERFACE_LANGUAGES
        ]

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("currency") and "country" in given:
            given["currency"] = currency_of(given["country"])
        return given

    def propose(self, *, while_typing: bool = False) -> None:
        """Where no address is given, or one that is taken: put a free one into the field."""
        given = self.cleaned_data
        if "slug" not in given or "name" not in given:
            return
        if given["slug"] and is_free(given["slug"]):
            return
        free = free_like(given["slug"] or slug_of(given["name"]))
        self.data = {**self.data.dict(), "slug": free}  # type: ignore[attr-defined]
        if given["slug"]:
            self.add_error("slug", _TAKEN % {"slug": given["slug"], "free": free})
        elif not while_typing:
            self.add_error("slug", _PROPOSED % {"free": free})


_PROPOSED = _("We propose %(free)s. Change it, or go on with it.")
_TAKEN = _("%(slug)s is taken already. We propose %(free)s.")


def country_of(phone: str) -> str:
    """The country whose number it is; nothing where that cannot be said."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) or ""
    except phonenumbers.NumberParseException:
        return ""


def currency_of(country: str) -> str:
    """The one that is used there today; the euro where CLDR knows none."""
    used = [code for code in get_territory_currencies(country) if code in CURRENCIES]
    return used[0] if used else "EUR"


def _currencies() -> list[tuple[str, Any]]:
    named = [(code, f"{code} {currency_name(code)}") for code in CURRENCIES]
    return [("", _("The country's own")), *named]


def _asks_the_server(when: str) -> dict[str, Any]:
    """With scripts, the field of the address tells at once what would be said of it."""
    return {
        "hx-get": reverse_lazy("sign-up-slug"),
        "hx-trigger": when,
        "hx-include": "closest form",
        "hx-target": "#slug-field",
        "hx-swap": "outerHTML",
    }
