from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SlugTypedForm(forms.Form):
    """The confirmation of what is hard to take back: the workspace's name, typed by hand."""

    slug = forms.CharField(
        label=_("The name in the workspace's address"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, slug: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = slug
        self.fields["slug"].help_text = _("Type %(slug)s to confirm.") % {"slug": slug}

    def clean_slug(self) -> str:
        typed: str = self.cleaned_data["slug"].strip().lower()
        if typed != self.wanted:
            raise forms.ValidationError(
                _("This is not the name of the workspace. Type %(slug)s.") % {"slug": self.wanted}
            )
        return typed


class HostForm(forms.Form):
    """The name under which a business wants to be found."""

    host = forms.CharField(
        label=_("Your address on the internet"),
        help_text=_("Such as books.example.com. It must be yours: you will be asked to prove it."),
        max_length=253,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
