"""A mail came back, or its reader called it spam: said by the company that sends for us."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from post.models import Delivery, Suppression
from tenants.rooms import public_room

_STATES = {
    Suppression.Reason.BOUNCED: Delivery.State.BOUNCED,
    Suppression.Reason.COMPLAINED: Delivery.State.COMPLAINED,
}


def hear(sender: Any, event: Any, esp_name: str, **_: Any) -> None:
    """Of Anymail's tracking events, those that say that mail must not go there again."""
    reason = _reason(event)
    if reason and event.recipient:
        came_back(
            event.recipient,
            reason,
            their_id=event.message_id or "",
            letter=str((event.metadata or {}).get("letter", "")),
        )


def came_back(address: str, reason: str, *, their_id: str = "", letter: str = "") -> None:
    """Leaves a suppression, and the delivery that it was says so. A repeat changes no delivery.

    What a workspace wrote stops what workspaces write: it may have come back for its words. A letter
    of ours, and one that is not known any more, stops everything.
    """
    with public_room(), transaction.atomic():
        mine = Delivery.objects.filter(to__iexact=address)
        mine = mine.filter(
            (Q(their_id=their_id) & ~Q(their_id=""))
            | Q(message_id=f"<{letter}@{settings.BASE_HOST}>")
        )
        of_workspaces = mine.filter(tenant__isnull=False).exists()
        Suppression.objects.stop(address, reason, of_workspaces=of_workspaces)
        mine.filter(returned_at=None).update(
            state=_STATES[Suppression.Reason(reason)], returned_at=timezone.now()
        )


def returned(references: Iterable[str]) -> dict[str, datetime]:
    """Which of these letters came back, and when. From any room; values only."""
    with public_room():
        found = Delivery.objects.filter(
            reference__in=list(references), state=Delivery.State.BOUNCED, returned_at__isnull=False
        )
        return {each.reference: each.returned_at for each in found if each.returned_at}


def _reason(event: Any) -> str | None:
    """A soft bounce passes; a company's own refusal is for good if it names the address or spam."""
    if event.event_type == "complained" or event.reject_reason == "spam":
        return Suppression.Reason.COMPLAINED
    if event.event_type == "bounced" and not _is_soft(event.esp_event):
        return Suppression.Reason.BOUNCED
    if event.event_type == "rejected" and event.reject_reason in ("bounced", "invalid"):
        return Suppression.Reason.BOUNCED
    return None


def _is_soft(said: Any) -> bool:
    """Anymail calls both kinds bounced; the company's own word tells."""
    words = [said.get(name) for name in ("Type", "event", "type")] if hasattr(said, "get") else []
    return any("soft" in str(word).lower() for word in words)
