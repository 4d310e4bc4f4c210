"""Everybody follows a release: the public room, then every workspace, each by its own apps.

`one_room` runs Django's migrations in one schema and remembers what they said (`way`); `rehearse`
does so in the first of many; `walk` takes another schema along the same way in one message; `waves`
does that over several connections, and `everybody` decides who goes first and who is left.
"""

from tenants.workflows.migrate.everybody import (
    Report,
    migrate_everything,
    migrate_public,
    migrate_tenants,
)
from tenants.workflows.migrate.one_room import migrate_workspace

__all__ = [
    "Report",
    "migrate_everything",
    "migrate_public",
    "migrate_tenants",
    "migrate_workspace",
]
