"""A document is written in a language that has its words, and no other is offered."""

from __future__ import annotations

import pytest
from django.conf import settings

from tenants.rooms import workspace_of
from tests import make
from workspace.company.forms import CompanyForm
from workspace.company.models import Company
from workspace.parties.forms import PartyForm
from workspace.parties.models import Party
from workspace.sales.forms.draft import CreditForm

pytestmark = pytest.mark.django_db


def codes(field):
    return [code for code, _name in field.choices if code]


def test_forms_offer_what_the_interface_offers(in_acme):
    offered = settings.INTERFACE_LANGUAGES

    assert codes(CreditForm().fields["language"]) == offered
    assert codes(PartyForm(row=Party()).fields["document_language"]) == offered
    assert codes(CompanyForm(row=Company()).fields["document_language"]) == offered


def test_the_api_refuses_a_language_without_words(alice, acme):
    with workspace_of(acme):
        make.company()
        party = make.party()

    given = {"party": str(party.pk), "language": "de"}
    answers = [
        alice.api.post("/api/v1/invoices/", given),
        alice.api.post(
            "/api/v1/parties/", {"name": "A", "country": "LV", "document_language": "de"}
        ),
        alice.api.patch("/api/v1/company/", {"document_language": "de"}),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert [list(answer.json()["fields"]) for answer in answers] == [
        ["language"],
        ["document_language"],
        ["document_language"],
    ]


def test_a_customer_whose_language_has_no_words_gets_the_companys(in_acme):
    make.company(document_language="lv")

    invoice = make.issued_invoice(party=make.party(document_language="de"))

    assert invoice.language == "lv"


def test_a_company_whose_language_has_no_words_writes_in_ours(in_acme):
    invoice = make.invoice()
    make.company(document_language="de")

    invoice.issue(by=invoice.created_by)

    assert invoice.language == "en"
