from workspace.money.models.allocation import Allocation
from workspace.money.models.payment import Payment
from workspace.money.models.reversal import Reversal

__all__ = ["Allocation", "Payment", "Reversal"]
