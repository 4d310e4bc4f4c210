"""How often an import asks the database: by the batch, never by the line."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workspace.imports.files import row, sent, table
from workspace.imports.workflows.take_in import BATCH, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_acme")]


def statements(documents, lines):
    """What taking in so many new documents of so many lines, for customers of their own, asks."""
    numbers = [f"{documents}-{lines}-{n}" for n in range(documents)]
    one = sent(table(*(row(number=n, customer=n) for n in numbers for _ in range(lines))))
    with CaptureQueriesContext(connection) as asked:
        take_in(str(one.pk))
    one.refresh_from_db()
    assert one.taken == documents * lines
    return [
        query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]


def test_a_batch_costs_the_same_however_many_documents_and_lines_it_has():
    statements(1, 1)  # the series are made

    assert len(statements(10, 50)) == len(statements(2, 1))


def test_a_thousand_lines_cost_forty_statements():
    statements(1, 1)

    assert len(statements(100, 10)) <= 40
    assert BATCH == 500
