from billing.models.cancellation import Cancellation
from billing.models.keeper import Keeper
from billing.models.payer import Payer
from billing.models.plan import Plan
from billing.models.price import PlanPrice
from billing.models.retirement import Retirement
from billing.models.subscription import Subscription
from billing.models.verification import Verification

__all__ = [
    "Cancellation",
    "Keeper",
    "Payer",
    "Plan",
    "PlanPrice",
    "Retirement",
    "Subscription",
    "Verification",
]
