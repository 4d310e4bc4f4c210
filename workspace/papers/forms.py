from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from config.errors import Refusal
from config.one_line import one_line
from workspace.members.models import Member
from workspace.papers.models import Sending
from workspace.papers.models.sending import LONGEST_TEXT
from workspace.papers.workflows.send import send_paper, usual_letter
from workspace.sales.models import Document


class SendForm(forms.Form):
    """A letter that goes with a paper. `key` is the form's own: a double click sends once."""

    to = forms.EmailField(label=_("Recipient"), max_length=254)
    subject = forms.CharField(label=_("Subject"), max_length=200, validators=[one_line])
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 10})
    )
    key = forms.CharField(max_length=200, widget=forms.HiddenInput)

    def send(self, document: Document, *, by: Member) -> Sending | None:
        """The letter that now waits; None if it was refused, and the form says why."""
        given = {name: self.cleaned_data[name] for name in ("to", "subject", "text")}
        try:
            return send_paper(document, **given, key=self.cleaned_data["key"], by=by)[0]
        except ValidationError as error:
            self.add_error(None, error.messages)
        except Refusal as refusal:
            self.add_error(None, str(refusal.detail))
        return None


def begun(document: Document, again: Sending | None = None) -> dict[str, Any]:
    """What the form says before anybody has written: as last time, or as usual."""
    if again is None:
        said = usual_letter(document)
    else:
        said = {"to": again.to, "subject": again.subject, "text": again.text}
    return {**said, "key": str(uuid7())}
