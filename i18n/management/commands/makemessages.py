"""`manage.py makemessages`: bring the catalogues of all languages up to date with the code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from i18n.extraction import update


class Command(BaseCommand):
    """Stands in for Django's command, which needs the gettext tools."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        for language in settings.INTERFACE_LANGUAGES:
            if language != settings.LANGUAGE_CODE:
                self.stdout.write(str(update(language)))
