"""Refusals that every app of a workspace may need."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.errors import Refusal


class Taken(Refusal):
    """Another row has what must be one row's alone."""

    code = "taken"
    status = 409
    detail = _("Another one has this already.")


class InUse(Refusal):
    """Documents refer to it, and they stay as they are."""

    code = "in_use"
    status = 409
    detail = _("Documents refer to it, so it stays. Archive it instead.")
