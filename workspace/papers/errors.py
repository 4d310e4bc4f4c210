"""What papers refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.errors import Refusal


class NotIssued(Refusal):
    code = "not_issued"
    status = 409
    detail = _("A draft has no PDF yet. Issue it first.")


class IssuedElsewhere(Refusal):
    """An imported document: whoever issued it made its paper."""

    code = "issued_elsewhere"
    status = 409
    detail = _("This document was issued elsewhere. Its PDF is there, not here.")


class KeyMissing(Refusal):
    code = "idempotency_key_missing"
    status = 400
    detail = _(
        "Send the header Idempotency-Key: 1 to 200 visible ASCII characters of your choice, "
        "new for each letter and the same when you repeat a request."
    )


class KeyReused(Refusal):
    code = "idempotency_key_reused"
    detail = _("This Idempotency-Key came before with another letter. Nothing was sent.")


class NoAddress(Refusal):
    code = "no_address"
    detail = _("The customer has no e-mail address. Say where to send it.")

    def __init__(self) -> None:
        super().__init__(fields={"to": [str(self.detail)]})


class CannotBePrinted(Refusal):
    """Typst gave up. What can damage a paper is the logo's file; all else is a mistake of ours."""

    code = "cannot_be_printed"
    detail = _("The PDF cannot be made. Put your logo again in the settings, or leave it away.")
