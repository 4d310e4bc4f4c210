from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tenants.roles import AREAS
from users.models.api_token import EVERYTHING, READ_ALL
from users.scopes import PROVIDER_AREA_NAMES, in_words

LIFETIMES = (30, 90, 180, 365)
OVERLAPS = ((0, _("ends at once")), (24, _("works for a day")), (168, _("works for 7 days")))
MOST_ADDRESSES = 20
NOT_AN_ADDRESS = _("%(text)s is no address and no network, such as 192.0.2.7 or 192.0.2.0/24.")


def networks(words: list[str]) -> str:
    """As they are kept. Raises ValidationError with the one that is wrong."""
    if len(words) > MOST_ADDRESSES:
        raise forms.ValidationError(_("At most 20 addresses."))
    return " ".join(dict.fromkeys(_network(word) for word in words))


def _network(word: str) -> str:
    try:
        return str(ip_network(word, strict=False))
    except ValueError:
        raise forms.ValidationError(NOT_AN_ADDRESS, params={"text": word}) from None


def _days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


class TokenForm(forms.Form):
    """A program's key: what it may, for how long, from where."""

    name = forms.CharField(
        label=_("Name of the program"), max_length=100, help_text=_("Such as: the shop.")
    )
    verb = forms.ChoiceField(
        label=_("What it may do"),
        choices=[(READ_ALL, _("read")), (EVERYTHING, _("read and change"))],
        initial=READ_ALL,
        help_text=_("Never more than your own role allows."),
    )
    areas = forms.MultipleChoiceField(
        label=_("Where"),
        choices=[(name, area.name) for name, area in AREAS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose none, and it may everywhere."),
    )
    days = forms.TypedChoiceField(
        label=_("How long it works"),
        choices=lambda: [(days, _days(days)) for days in LIFETIMES],
        coerce=int,
        initial=90,
    )
    addresses = forms.CharField(
        label=_("Addresses it may come from"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("One a line, such as 192.0.2.7 or 192.0.2.0/24. None: from anywhere."),
    )

    def clean_addresses(self) -> str:
        return networks(self.cleaned_data["addresses"].split())

    @property
    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        scopes = [f"{area}:{given['verb']}" for area in given["areas"]] or [given["verb"]]
        return {
            "name": given["name"],
            "scopes": in_words(scopes),
            "addresses": given["addresses"],
            "days": given["days"],
        }


class ProviderTokenForm(TokenForm):
    """The same for a program of the provider: the areas are those of its own API."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas: Any = self.fields["areas"]
        areas.choices = list(PROVIDER_AREA_NAMES.items())
        self.fields["verb"].help_text = ""


class RotationForm(forms.Form):
    overlap_hours = forms.TypedChoiceField(
        label=_("The old token"), choices=OVERLAPS, coerce=int, initial=24
    )
