"""Rows that are written together stand as `save()` would have written them."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from config.together import write_together
from jobs.backend import row_of
from jobs.models import Job
from tenants.actor import Actor
from tenants.models import HostChange, PublicEntry
from tenants.rooms import public_room, workspace_of
from tenants.workflows.invite import first_invitation, send_invitation
from workspace.company.models import Company

pytestmark = pytest.mark.django_db


def columns_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def same(written):
    """Equal to what is read, but for the columns that the database filled."""
    read = type(written).objects.get(pk=written.pk)
    mine = columns_of(written) | {"created": None}
    return mine == columns_of(read) | {"created": None}


def test_each_table_gets_one_statement_and_all_of_them_one_message(acme):
    with public_room():
        lines = [
            PublicEntry.line("x.y", acme, tenant=acme, by=Actor(client=f"kon_{n}"))
            for n in range(3)
        ]
        job = row_of(send_invitation, "1", "lv")
        with CaptureQueriesContext(connection) as sent:
            write_together(lines[0], job, *lines[1:])

        assert [each["sql"].count("INSERT INTO") for each in sent.captured_queries] == [2]
        assert all(same(row) for row in (job, *lines))
        assert Job.objects.get(pk=job.pk).created is not None


def test_a_key_that_the_database_gives_is_left_to_it(acme):
    with public_room():
        before = HostChange.objects.count()
        for _ in range(2):
            write_together(HostChange(xid=1, tenant_id=acme.id, at=acme.created_at))

        assert HostChange.objects.count() == before + 2


def test_what_a_constraint_refuses_is_refused(acme):
    with public_room():
        twins = [first_invitation(acme, "dace@bakery.example")[0] for _ in range(2)]
        with pytest.raises(IntegrityError), transaction.atomic():
            write_together(*twins)


def test_what_stands_already_stays_if_asked_for(acme):
    with workspace_of(acme):
        before = columns_of(Company.objects.the_one())
        other = Company(legal_name="Other", country="EE", document_language="en", currency="EUR")

        write_together(other, if_new=True)

        assert columns_of(Company.objects.the_one()) == before
