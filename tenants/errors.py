"""What the provider's clients are refused, and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.errors import Refusal


class IdempotencyKeyMissing(Refusal):
    code = "idempotency_key_missing"
    status = 400
    detail = _(
        "Send the header Idempotency-Key: 1 to 200 visible ASCII characters of your choice, "
        "new for each business and the same when you repeat a request."
    )


class IdempotencyKeyReused(Refusal):
    code = "idempotency_key_reused"
    status = 422
    detail = _("This Idempotency-Key came before with another body. Nothing was changed.")


class SlugReserved(Refusal):
    code = "slug_reserved"
    status = 422
    detail = _("This name is kept for Kontor itself. Choose another one.")

    def __init__(self) -> None:
        super().__init__(fields={"slug": [self.detail]})


class SlugTaken(Refusal):
    code = "slug_taken"
    status = 409
    detail = _("Another business has this name already. Choose another one.")

    def __init__(self) -> None:
        super().__init__(fields={"slug": [self.detail]})
