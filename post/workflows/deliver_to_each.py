from __future__ import annotations

from collections.abc import Iterable

from post.errors import NotDelivered, Undeliverable
from post.letters import Letter
from post.workflows.deliver import deliver


def deliver_to_each(addresses: Iterable[str], *, letter: Letter, kind: str, reference: str) -> None:
    """Hand a notice to several readers, as `deliver` does: none of them can keep it from the others.

    Whom the mail server refuses for good is left out; their Delivery says so. Raises NotDelivered,
    after all were tried, where one may be reached later: a repeat sends the same mails again.
    """
    later: NotDelivered | None = None
    for address in addresses:
        try:
            deliver(to=address, letter=letter, kind=kind, reference=reference)
        except Undeliverable:
            continue
        except NotDelivered as failure:
            later = failure
    if later is not None:
        raise later
