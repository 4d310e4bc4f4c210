"""Every table of the public room says how it loses a tenant and a person that leave."""

from django.apps import apps
from uuid_utils.compat import uuid7

from tenants.leaving import fate_of, rows_of
from tenants.router import is_workspace_app


def public_models():
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if not is_workspace_app(model._meta.app_label)]


def test_every_public_table_says_how_it_is_erased():
    assert [model._meta.label for model in public_models() if fate_of(model) is None] == []


def test_who_refers_to_a_tenant_or_a_person_does_not_hold_nothing():
    """A kept table says why; it is no way to say that nobody stands in it."""
    named = {"tenants.Tenant", "users.User", "tenants.Membership", "users.Session"}
    guilty = [
        model._meta.label
        for model in public_models()
        if fate_of(model).holds_nothing
        for field in model._meta.concrete_fields
        if field.related_model and field.related_model._meta.label in named
    ]
    assert guilty == []


def test_every_declared_path_leads_to_rows():
    tables = {m for m, rows in rows_of(tenant_id=uuid7(), people=[uuid7()]) if str(rows.query)}

    assert tables == {m for m in public_models() if not fate_of(m).stays}


def test_no_workspace_table_needs_to_say_it():
    """Their schema is dropped, whatever stands in it."""
    inside = [m for m in apps.get_models() if is_workspace_app(m._meta.app_label)]
    assert inside
    assert [m for m in inside if fate_of(m)] == []
