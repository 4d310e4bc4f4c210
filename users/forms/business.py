"""Which business gets a workspace, and what is proposed to whoever types it in."""

from __future__ import annotations

from typing import Any

import phonenumbers
from babel.numbers import get_territory_currencies
from django import forms
from django.conf import settings
from django.core.validators import MinLengthValidator
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from config.one_line import one_line
from i18n.currencies import CURRENCIES
from i18n.writing import currency_name
from identity.countries import choices
from tenants.models.tenant import is_slug
from tenants.slugs import LONGEST, SHORTEST, free_like, is_free, slug_of


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
