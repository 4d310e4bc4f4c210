"""The business's own data: one row, numbers that can be right, and what an invoice still lacks."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from workspace.company.models import Company
from workspace.logbook.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_acme")]


def test_a_workspace_opens_with_what_was_said_at_onboarding():
    company = Company.objects.the_one()

    assert (company.legal_name, company.country) == ("Acme Bakery", "LV")
    assert (company.document_language, company.currency) == ("lv", "EUR")


def test_opening_again_changes_nothing():
    Company.objects.open(name="Other", country="EE", language="en", currency="USD")

    assert [str(company) for company in Company.objects.all()] == ["Acme Bakery"]


def test_the_database_keeps_a_second_company_out():
    with pytest.raises(IntegrityError, match="company_company_is_one"), transaction.atomic():
        Company.objects.create(legal_name="Second", country="LV", document_language="lv")


def test_an_invoice_lacks_what_the_law_wants():
    missing = Company.objects.the_one().missing_for_invoicing()

    assert [field for field, _ in missing] == ["registration_number", "street", "city"]


def test_a_business_registered_for_vat_needs_its_number():
    company = make.company(vat_number="")

    assert [field for field, _ in company.missing_for_invoicing()] == ["vat_number"]


def test_a_business_outside_vat_needs_none():
    assert make.company(vat_registered=False, vat_number="").missing_for_invoicing() == []


def test_a_business_in_kazakhstan_needs_its_bin_and_no_vat_number():
    company = make.company(country="KZ", registration_number="", vat_number="")

    [(field, sentence)] = company.missing_for_invoicing()

    assert (field, str(sentence)) == ("registration_number", "Write the BIN or IIN.")


def test_a_change_writes_numbers_one_way_and_finds_the_bank():
    company, alice = Company.objects.the_one(), make.member()

    company.change(
        {"vat_number": "lv 4000 3521 600", "iban": "LV97 HABA 0012 3456 7891 0"}, by=alice
    )

    company.refresh_from_db()
    assert (company.vat_number, company.iban) == ("LV40003521600", "LV97HABA0012345678910")
    assert (company.bic, company.bank_name) == ("HABALV22XXX", '"SWEDBANK", AS')


def test_a_change_leaves_a_line_that_names_what_differs():
    company, alice = Company.objects.the_one(), make.member()

    company.change({"city": "Rīga", "country": "LV"}, by=alice)

    line = Entry.objects.first()
    assert (line.verb, line.subject_id, line.member) == ("changed", company.pk, alice)
    assert line.details == {"fields": ["city"]}


def test_the_same_change_again_leaves_no_line():
    company, alice = Company.objects.the_one(), make.member()
    company.change({"city": "Rīga"}, by=alice)

    assert company.change({"city": "Rīga"}, by=alice) == []
    assert Entry.objects.count() == 1


def test_all_numbers_that_cannot_be_are_told_at_once_and_nothing_is_kept():
    company = Company.objects.the_one()

    with pytest.raises(ValidationError) as refused:
        company.change({"vat_number": "LV1", "iban": "LV1", "city": "Rīga"}, by=make.member())

    assert sorted(refused.value.message_dict) == ["iban", "vat_number"]
    company.refresh_from_db()
    assert (company.city, Entry.objects.count()) == ("", 0)
