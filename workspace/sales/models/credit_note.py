from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _

from workspace.members.models import Member
from workspace.sales.errors import CannotBeCredited
from workspace.sales.models.document import Document, DocumentManager
from workspace.sales.models.line import Line

if TYPE_CHECKING:
    from workspace.sales.models.invoice import Invoice


class CreditNoteManager(DocumentManager):
    def for_invoice(self, invoice: Invoice, *, by: Member, lines: Iterable[Line]) -> CreditNote:
        """A draft that takes these lines of the invoice back, in its currency, from its customer."""
        return self.draft(  # type: ignore[no-any-return]
            by=by,
            lines=lines,
            credits=invoice,
            party=invoice.party,
            currency=invoice.currency,
            language=invoice.language,
        )


class CreditNote(Document):
    """What a business takes back: of one invoice (`credits`), or standing alone. Amounts are positive."""

    KIND = Document.Kind.CREDIT_NOTE

    objects: ClassVar[CreditNoteManager] = CreditNoteManager()

    class Meta:
        proxy = True

    def edit(self, *, by: Member, lines: Iterable[Line] | None = None, **values: Any) -> None:
        """As of any draft; but party and currency are the credited invoice's."""
        if self.credits_id and not {"party", "currency"}.isdisjoint(values):
            raise CannotBeCredited(_("Customer and currency are those of the credited invoice."))
        super().edit(by=by, lines=lines, **values)

    def check_lines(self, lines: list[Line]) -> None:
        """What credits an invoice consists of that invoice's lines."""
        if self.credits is None:
            return
        known = {line.pk for line in self.credits.lines.all()}
        if any(line.credits_id not in known for line in lines):
            raise CannotBeCredited(_("Each line must be one of the credited invoice."))
