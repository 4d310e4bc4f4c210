from workspace.sales.forms.credit import CreditSheet
from workspace.sales.forms.sheet import DraftSheet

__all__ = ["CreditSheet", "DraftSheet"]
