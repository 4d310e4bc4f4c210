"""Kontor with one business in it, its owner signed in, and people with passwords."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from bench.ours import site
from tenants.rooms import public_room
from users.models import User

PASSWORD = "rye before the oven wakes"  # noqa: S105 - of people who are made up


def gather(folder: str, people: int) -> dict[str, Any]:
    """The workspace of `request`, and so many people who can sign in: all by one real hash."""
    found = site.build(Path(folder))
    hashed = make_password(PASSWORD)
    with public_room():
        made = [
            User(email=f"person-{number}@bench.example", name="Bench Person", password=hashed)
            for number in range(people)
        ]
        User.objects.bulk_create(made)
    return {
        "workspace": found["host"],
        "cookies": found["cookies"],
        "public": settings.PUBLIC_URL.netloc,
        "addresses": [user.email for user in made],
        "password": PASSWORD,
    }
