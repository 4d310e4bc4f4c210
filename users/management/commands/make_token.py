"""`manage.py make_token NAME`: a token for a program of the provider, shown once.

The first one is made so; the others by the provider's API.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenants.actor import Actor
from tenants.rooms import public_room
from users.forms.tokens import networks
from users.models.api_token import EVERYTHING, PROVIDER_AREAS
from users.scopes import in_words, scopes_of
from users.workflows.tokens import make_token


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="of the program that gets it")
        parser.add_argument("--days", type=int, choices=range(1, 366), default=90, metavar="DAYS")
        parser.add_argument(
            "--scope",
            action="append",
            choices=scopes_of(PROVIDER_AREAS.values()),
            help="what it may; more than once for several; everything unless given",
        )
        parser.add_argument("--address", action="append", default=[], help="where it may come from")

    def handle(self, *args: Any, **options: Any) -> None:
        with public_room():
            token, secret = make_token(
                name=options["name"],
                days=options["days"],
                scopes=in_words(options["scope"] or [EVERYTHING]),
                addresses=networks(options["address"]),
                by=Actor(client="command"),
            )
        self.stderr.write(f"{token.prefix} works until {token.expires_at:%Y-%m-%d}. Its secret:")
        self.stdout.write(secret)
