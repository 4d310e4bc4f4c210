"""What sales refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.errors import Refusal


class CannotBeIssued(Refusal):
    """Something that the law wants is missing; `fields` lists all of it."""

    code = "cannot_be_issued"
    detail = _("This document cannot be issued yet.")


class AlreadyIssued(Refusal):
    code = "already_issued"
    status = 409
    detail = _("An issued document never changes. Write a credit note instead.")


class Gone(Refusal):
    """Somebody threw the draft away a moment ago."""

    code = "not_found"
    status = 404
    detail = _("This draft is no longer there.")


class NotIssued(Refusal):
    code = "not_issued"
    status = 409
    detail = _("Only an issued invoice can be credited.")


class CannotBeCredited(Refusal):
    """More is credited than the invoice has left; `fields` says where and how much is left."""

    code = "cannot_be_credited"
    detail = _("More would be credited than is left of the invoice.")


class CannotBeDrafted(Refusal):
    """What was said of a draft makes no document; `fields` says where, `lines.0.item` for a line."""

    code = "invalid"
    detail = _("Some fields cannot be accepted.")
