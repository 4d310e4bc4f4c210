"""What the provider writes in each language; django-modeltranslation looks for this module."""

from modeltranslation.translator import TranslationOptions, register

from billing.models import Plan


@register(Plan)
class PlanTexts(TranslationOptions):
    """A text that a language lacks is shown in English."""

    fields = ("name", "description")
    required_languages = ("en",)
