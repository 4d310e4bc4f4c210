from workspace.sales.models.credit_note import CreditNote
from workspace.sales.models.document import Document
from workspace.sales.models.invoice import Invoice
from workspace.sales.models.line import Line
from workspace.sales.models.series import Series

__all__ = ["CreditNote", "Document", "Invoice", "Line", "Series"]
