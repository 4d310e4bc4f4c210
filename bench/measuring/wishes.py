"""What both sides are asked for: one business after the other, by the same client."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # models can be imported once Django is set up
    from tenants.workflows.onboard import Wanted

_numbers = count(1)


def next_wish() -> Wanted:
    from tenants.workflows.onboard import Wanted

    number = next(_numbers)
    return Wanted(
        slug=f"bench-{number}",
        name=f"SIA Mērs {number}",
        owner_email=f"owner-{number}@bench.example",
        country="LV",
        language="lv",
        currency="EUR",
    )
