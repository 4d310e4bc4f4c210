"""A price never changes: the database refuses it, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from billing.models import PlanPrice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_planprice SET amount = 1",
        "UPDATE billing_planprice SET valid_from = '2020-01-01'",
        "DELETE FROM billing_planprice",
    ],
)
def test_the_database_refuses_to_alter_or_remove_a_price(plan, in_public, statement):
    with pytest.raises(IntegrityError, match="final"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    assert [price.amount for price in PlanPrice.objects.all()] == [19]
