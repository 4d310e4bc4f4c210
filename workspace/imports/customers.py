"""Customers as files name them become parties, once each."""

from __future__ import annotations

from collections.abc import Iterable

from workspace.company.models import Company
from workspace.imports.countries import country_code
from workspace.imports.models import KnownCustomer
from workspace.imports.reading.documents import SaleDocument
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.parties.models import Party

# A party's name is data, the same in every language until somebody writes a better one.
CASH_CUSTOMER = "Cash customer"


def parties_of(documents: Iterable[SaleDocument], *, by: Member) -> dict[str, Party]:
    """The party of each customer's code; those that no file named before are made.

    The caller holds the imported series, so nobody else makes the same ones meanwhile.
    """
    first = {document.customer: document for document in reversed(list(documents))}
    known = KnownCustomer.objects.filter(code__in=list(first)).select_related("party")
    parties = {row.code: row.party for row in known}
    new = {code: _party(code, first[code]) for code in first if code not in parties}
    if new:
        _save(new, by)
    return {**parties, **new}


def _party(code: str, document: SaleDocument) -> Party:
    if code == KnownCustomer.CASH:
        return Party(name=CASH_CUSTOMER, kind=Party.Kind.PERSON, country="")
    country = country_code(document.country)
    note = "" if country else document.country
    return Party(name=f"Customer {code}", country=country, note=note)


def _save(new: dict[str, Party], by: Member) -> None:
    cash = new.get(KnownCustomer.CASH)
    if cash is not None:  # sold to over the counter, in the business's own country
        cash.country = Company.objects.the_one().country
    Party.objects.bulk_create(new.values())
    KnownCustomer.objects.bulk_create(
        KnownCustomer(code=code, party=party) for code, party in new.items()
    )
    Entry.objects.bulk_create(
        Entry(verb="made", subject_kind="party", subject_id=party.pk, member=by)
        for party in new.values()
    )
