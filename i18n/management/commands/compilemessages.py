"""`manage.py compilemessages`: compile the catalogues, without the gettext tools."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from i18n.catalogues import compile_all


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        for file in compile_all():
            self.stdout.write(str(file))
