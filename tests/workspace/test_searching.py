"""A search looks for a few words, however many were typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.rooms import workspace_of
from tests import make
from workspace.parties.models import Party
from workspace.sales.models import Document

pytestmark = pytest.mark.django_db


def test_a_number_of_five_thousand_digits_finds_nothing(in_acme):
    make.issued_invoice()

    assert not Document.objects.matching("1" * 5000)
    assert Document.objects.matching("INV-00001").count() == 1


@pytest.mark.parametrize("model", [Document, Party])
def test_thousands_of_words_are_cut_to_ten(in_acme, model):
    with CaptureQueriesContext(connection) as asked:
        list(model.objects.matching("w " * 5000))

    (query,) = asked.captured_queries
    assert 0 < query["sql"].count("%w%") <= 10 * 6


def test_a_search_that_is_too_long_is_refused_by_the_api(bob, acme):
    with workspace_of(acme):
        make.invoice()

    for list_ in ("invoices", "parties"):
        assert bob.api.get(f"/api/v1/{list_}/", {"q": "1" * 201}).status_code == 400
        assert bob.api.get(f"/api/v1/{list_}/", {"q": "1" * 200}).status_code == 200
