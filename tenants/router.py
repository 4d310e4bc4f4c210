"""Which tables belong to the room that is being migrated."""

from typing import Any

from django.apps import apps
from django.conf import settings

from tenants.rooms import current_room


class RoomRouter:
    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """An app's tables are made in its own kind of room, and nowhere else."""
        room = current_room()
        return None if room is None else is_workspace_app(app_label) == room.is_workspace


def is_workspace_app(app_label: str) -> bool:
    return apps.get_app_config(app_label).name in settings.WORKSPACE_APPS
