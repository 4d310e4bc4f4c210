"""What the imports refuse before anything is queued."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.errors import Refusal

LARGEST = 20 * 1024 * 1024  # bytes


class TooLarge(Refusal):
    code = "too_large"
    status = 413
    detail = _("The file is larger than 20 MB. Send it in parts.")


class NotAFile(Refusal):
    code = "cannot_be_imported"
    detail = _("This file cannot be imported.")


class NotOver(Refusal):
    code = "not_over"
    status = 409
    detail = _("The import is not over yet. Undo it when it is.")


class MadeBefore(Refusal):
    """Its documents were made by a version that did not write down which import made them."""

    code = "not_known_which"
    status = 409
    detail = _("Nobody wrote down which documents this import made. It cannot be undone.")


class StillReferredTo(Refusal):
    """`fields` names what refers to the documents, a few of each."""

    code = "in_use"
    status = 409
    detail = _("Other work refers to documents of this import. Take that back first.")
