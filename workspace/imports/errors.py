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
