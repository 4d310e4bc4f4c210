"""A page on which a payment is recorded: of one invoice, or of a customer over the open ones."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from config.errors import Refusal
from i18n.currencies import decimals_of
from workspace.company.models import Company
from workspace.members.models import Member
from workspace.money.distributing import oldest_first
from workspace.money.forms import PaymentForm, SharesForm, new_key
from workspace.money.models import Payment
from workspace.money.owed import open_invoices
from workspace.money.wish import digest_of_wish
from workspace.parties.models import Party

SHOWN = 100  # open invoices; more of them are paid in another payment


class PaymentSheet:
    """With an `invoice`, the money is for it. Else it is spread, oldest first unless typed."""

    def __init__(self, party: Party, invoice: Any = None, data: QueryDict | None = None) -> None:
        self.party, self.invoice = party, invoice
        found = [] if invoice else list(open_invoices(party)[: SHOWN + 1])
        self.invoices, self.has_more = found[:SHOWN], len(found) > SHOWN
        also = [one.currency for one in self.invoices]
        self.form = PaymentForm(data, initial=self._initial(), asks=not invoice, also=also)
        self.shares = SharesForm(data, invoices=self.invoices)
        self.was_spread = False

    def _initial(self) -> dict[str, Any]:
        first = self.invoice or next(iter(self.invoices), None)
        return {
            "amount": self._rounded(self.invoice) if self.invoice else None,
            "currency": first.currency if first else Company.objects.the_one().currency,
            "date": timezone.localdate(),
            "key": new_key(),
        }

    def _rounded(self, invoice: Any) -> Decimal:
        amount: Decimal = round(invoice.open, invoice.decimals)
        return amount

    def spread(self) -> None:
        """The shares that follow from the amount that is typed; everything else stays as typed."""
        self.form.is_valid()
        amount = self.form.cleaned_data.get("amount") or Decimal(0)
        currency = self.form.cleaned_data.get("currency", "")
        payable = [one for one in self.invoices if one.currency == currency]
        spread = oldest_first(amount, payable)
        shares = {pk: round(share, decimals_of(currency)) for pk, share in spread.items()}
        self.shares = SharesForm(invoices=self.invoices, shares=shares)
        self.was_spread = bool(shares)

    def saved(self, *, by: Member, as_advance: bool) -> Payment | None:
        """The payment, recorded now or by the click before; None if the page has to be shown again."""
        if not (self.form.is_valid() & self.shares.is_valid()):
            return None
        try:
            return self._record(by, as_advance)
        except Refusal as refusal:
            self._tell(refusal)
            return None

    def _record(self, by: Member, as_advance: bool) -> Payment | None:
        values = self.form.values()
        typed = {} if as_advance else self.shares.amounts()
        asked = {**values, "party": self.party.pk, "invoice": self.invoice and self.invoice.pk}
        shares = {str(pk): amount for pk, amount in typed.items()}
        digest = digest_of_wish({**asked, "shares": shares, "advance": as_advance})
        key = self.form.cleaned_data["key"]
        there = Payment.objects.recorded(key, digest)
        if there is not None:
            return there
        if self._must_be_spread(typed, values["currency"]) and not as_advance:
            self.spread()
            return None
        amounts = self._of_invoice(values["amount"]) if self.invoice else typed
        return Payment.objects.record(
            by=by, key=key, digest=digest, allocations=amounts, party=self.party, **values
        )

    def _must_be_spread(self, typed: dict[UUID, Decimal], currency: str) -> bool:
        """Nobody said what it pays, and there is something to pay: that is looked at first."""
        return not typed and any(one.currency == currency for one in self.invoices)

    def _of_invoice(self, amount: Decimal) -> dict[UUID, Decimal]:
        """What is more than the invoice asks stays an advance."""
        return oldest_first(amount, [self.invoice])

    def _tell(self, refusal: Refusal) -> None:
        if not refusal.fields:
            self.form.add_error(None, str(refusal.detail))
        for name, sentences in refusal.fields.items():
            beside = name.removeprefix("allocations.")
            if beside != name and self.shares.tell(beside, sentences):
                continue
            self.form.add_error(name if name in self.form.fields else None, sentences)

    def faults(self) -> list[dict[str, str]]:
        """All that is wrong, each with the place where it is put right."""
        if not self.form.is_bound:
            return []
        beside = [
            {"place": field.id_for_label, "text": f"{field.label}: {text}"}
            for field in [*self.form, *self.shares]
            for text in field.errors
        ]
        above = [{"place": "", "text": text} for text in self.form.non_field_errors()]
        return [*above, *beside]

    @property
    def heading(self) -> str:
        if self.invoice:
            return _("Payment of %(number)s") % {"number": self.invoice}
        return _("Payment from %(name)s") % {"name": self.party}
