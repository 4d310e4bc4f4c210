"""Texts in a column per language belong to the provider: they stand in public tables only."""

from django.conf import settings
from modeltranslation.translator import translator

from tenants.router import is_workspace_app


def registered():
    return translator.get_registered_models(abstract=False)


def test_no_table_of_a_workspace_has_a_column_per_language():
    assert "post.LetterText" in {model._meta.label for model in registered()}
    assert [model for model in registered() if is_workspace_app(model._meta.app_label)] == []


def test_each_registered_text_has_a_column_for_each_language():
    for model in registered():
        columns = {field.name for field in model._meta.concrete_fields}
        for text in translator.get_options_for_model(model).fields:
            assert {f"{text}_{code}" for code, _ in settings.LANGUAGES} <= columns
