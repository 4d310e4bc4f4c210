"""What money refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.errors import Refusal


class CannotBeRecorded(Refusal):
    """`fields` says what is wrong with the payment itself."""

    code = "invalid"
    detail = _("Some fields cannot be accepted.")


class CannotBeAllocated(Refusal):
    """`fields` says why: `allocations` of all, or `allocations.ID` of one invoice."""

    code = "cannot_be_allocated"
    detail = _("The money cannot be allocated like this.")


class AlreadyReversed(Refusal):
    code = "reversed"
    status = 409
    detail = _("This payment is reversed. It pays nothing any more.")


class KeyMissing(Refusal):
    code = "idempotency_key_missing"
    status = 400
    detail = _(
        "Send the header Idempotency-Key: 1 to 200 visible ASCII characters of your choice, "
        "new for each payment."
    )


class KeyReused(Refusal):
    """Somebody went back to a form that was sent already, or a program repeats itself wrongly."""

    code = "idempotency_key_reused"
    detail = _("A payment was recorded from this form already, with other values.")
