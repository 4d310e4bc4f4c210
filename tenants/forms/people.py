from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tenants.models.membership import Role

MAY = {  # the table of `tenants/roles.py`, in a sentence each
    Role.OWNER: _("Everything: also invites people, and can close the workspace."),
    Role.ACCOUNTANT: _("All of the work and the company's data, but not people."),
    Role.SALES: _("Customers, items, invoices and payments."),
    Role.PURCHASER: _("Suppliers and items; sees invoices, but no payments."),
    Role.VIEWER: _("Sees the work, and changes nothing."),
}


def roles() -> list[tuple[str, str]]:
    """Each role with what it may, as one choice."""
    return [
        (role.value, format_html("<span><b>{}</b><br>{}</span>", role.label, may))
        for role, may in MAY.items()
    ]


def languages() -> list[tuple[str, str]]:
    names = dict(settings.LANGUAGES)
    return [(code, names[code]) for code in settings.INTERFACE_LANGUAGES]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=roles, widget=forms.RadioSelect)


class InviteForm(RoleForm):
    """Whom to ask in, as what, and in which language."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=languages)
    field_order = ("email", "role", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("role", Role.SALES)
