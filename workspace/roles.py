"""What each role may look at and change, for a workspace's pages and API.

The table stands with the keys that bear the roles: the areas of the public room are in it too.
"""

from tenants.roles import AREAS, RoleAllows, changes, looks, may_change, may_look

WRITERS = {name: area.changes for name, area in AREAS.items()}

__all__ = ["AREAS", "WRITERS", "RoleAllows", "changes", "looks", "may_change", "may_look"]
