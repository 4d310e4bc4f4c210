"""What happens to documents, told to the apps that stand on sales.

They register in their `apps.py`: `events.issued.register(...)`. A handler runs inside the
workspace, in the transaction of what happens: if it fails, nothing of it happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenants.life import Event

if TYPE_CHECKING:
    from workspace.sales.models import Document

# It has its number and never changes again. Not told of what was imported: others issued that.
issued: Event[Document] = Event()
