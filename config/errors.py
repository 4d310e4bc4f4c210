"""A business "no", as an exception that carries what the caller needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Refusal(Exception):
    """Base of every room's refusals: `code` for programs, `status` for HTTP, `detail` for people.

    `fields` names what is at fault, each with a sentence that says what to do instead.
    """

    code = "refused"
    status = 422
    detail: Text = _("This cannot be done.")
    retry_after: int | None = None  # seconds, where it helps to come again
    leads_to: str = ""  # the page of this host where it is put right; programs get the refusal

    def __init__(self, detail: Text | None = None, *, fields: Mapping[str, Any] | None = None):
        if detail is not None:
            self.detail = detail
        self.fields = dict(fields or {})
        super().__init__(str(self.detail))
