"""What those who pay and the provider's clients are refused, and why."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.errors import Refusal


class _AtField(Refusal):
    """Names one field by itself."""

    status = 409
    field = ""

    def __init__(self, detail: str | Promise | None = None, *, fields: Any = None) -> None:
        super().__init__(detail, fields=fields)
        self.fields = self.fields or {self.field: [self.detail]}


class CodeTaken(_AtField):
    code = "code_taken"
    field = "code"
    detail = _("Another plan has this code. Choose another one.")


class PlanRetired(_AtField):
    code = "plan_retired"
    field = "plan"
    detail = _("This plan is not offered any more. Choose another one.")


class PlanWithoutPrice(_AtField):
    code = "plan_without_price"
    field = "plan"
    detail = _("This plan has no price yet. Choose another one.")


class PlanIsDefault(Refusal):
    code = "plan_is_default"
    status = 409
    detail = _("New workspaces begin with this plan. Let them begin with another one first.")


class PriceTaken(_AtField):
    code = "price_taken"
    field = "valid_from"
    detail = _("A price never changes, and one is valid from this day. Choose another day.")


class PriceInThePast(_AtField):
    code = "price_in_the_past"
    status = 422
    field = "valid_from"
    detail = _("A price is valid from today or from a later day.")


class PayerChanged(_AtField):
    code = "payer_changed"
    field = "revision"
    detail = _("The data was changed since it was read. Read it again, and check what differs.")


class PayerPays(Refusal):
    code = "payer_pays"
    status = 409
    detail = _("A subscription is paid by this payer.")
