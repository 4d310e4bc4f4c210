"""What a workspace held before there were tax codes gets the code that its rate can only mean."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from tests import make
from workspace.catalogue.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_acme")]

OF_ITEMS = import_module("workspace.catalogue.migrations.0002_item_tax_code").FORWARDS
OF_LINES = import_module("workspace.sales.migrations.0005_line_tax_code").FORWARDS
HELD = [("S", 21, "standard"), ("S", 12, ""), ("S", 5, "press"), ("AE", 0, "reverse-charge")]


def migrate(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def vat(category, rate):
    return {"vat_category": category, "vat_rate": Decimal(rate)}


def test_items_get_the_code_that_their_rate_can_only_mean():
    make.company()
    items = [make.item(**vat(category, rate)) for category, rate, _code in HELD]

    migrate(OF_ITEMS)

    codes = dict(Item.objects.values_list("pk", "tax_code"))
    assert [codes[item.pk] for item in items] == [code for *_vat, code in HELD]


def test_where_no_rates_are_known_items_stay_as_they_are():
    make.company(country="US")
    make.item()

    migrate(OF_ITEMS)

    assert Item.objects.get().tax_code == ""


def test_lines_of_drafts_get_a_code_and_issued_ones_stay():
    issued = make.issued_invoice()
    draft = make.invoice(lines=[make.line(**vat(category, rate)) for category, rate, _ in HELD])

    migrate(OF_LINES)

    assert [line.tax_code for line in draft.lines.all()] == [code for *_vat, code in HELD]
    assert issued.lines.get().tax_code == ""
    draft.edit(by=draft.created_by)
    assert [line.vat_rate for line in draft.lines.all()] == [rate for _, rate, _ in HELD]
