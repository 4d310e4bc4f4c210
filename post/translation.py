"""What the provider writes in each language; django-modeltranslation looks for this module."""

from typing import ClassVar

from modeltranslation.translator import TranslationOptions, register

from post.models import LetterText


@register(LetterText)
class LetterTexts(TranslationOptions):
    """No other language steps in: the built-in letter does, in the reader's own."""

    fields = ("subject", "text")
    fallback_languages: ClassVar[dict[str, tuple[str, ...]]] = {"default": ()}
