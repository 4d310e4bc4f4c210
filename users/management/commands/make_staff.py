"""`manage.py make_staff EMAIL`: somebody who has signed up works for the provider from now on.

The first one is made so; the others by staff, or by the provider's API.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.actor import Actor
from tenants.rooms import public_room
from users.models import StaffRole
from users.workflows.staff import give_staff, staff_of_address


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that they sign in with")
        parser.add_argument("--role", choices=StaffRole.values, default=StaffRole.OPERATIONS.value)

    def handle(self, *args: Any, **options: Any) -> None:
        with public_room():
            person = staff_of_address(options["email"])
            if person is None:
                raise CommandError("Nobody signs in with this address. They sign up first.")
            role = StaffRole(options["role"])
            give_staff(person.pk, role=role, by=Actor(client="command"))
        self.stdout.write(f"{person.email} is staff ({role.value}).")
