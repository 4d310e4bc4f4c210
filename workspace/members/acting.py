"""Which member a request acts as."""

from __future__ import annotations

from typing import Any

from workspace.members.models import Member


def acting_member(request: Any) -> Member:
    """The member behind this request, for the `by=` of a verb. One query, once a request;
    a second one when the person is new here or is called otherwise now.

    Takes Django's request or DRF's; the door to the workspace must be open.
    """
    asked = getattr(request, "_request", request)
    if not hasattr(asked, "_acting_member"):
        asked._acting_member = Member.objects.of(
            membership_id=asked.key.id, name=str(asked.user), email=asked.user.email
        )
    return asked._acting_member  # type: ignore[no-any-return]
