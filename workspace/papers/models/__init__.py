from workspace.papers.models.paper import Paper
from workspace.papers.models.sending import Sending

__all__ = ["Paper", "Sending"]
