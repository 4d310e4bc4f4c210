"""What can go wrong with a job. A job's row keeps the name of the class, nothing else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.errors import Refusal


class LeaseLost(Exception):
    """Another worker has the job by now: what this one did is rolled back."""


class WorkersLost(Exception):
    """Every worker that took the job died with it."""


class TenantGone(Refusal):
    """The workspace is being erased: nothing runs in it any more."""

    code = "tenant_gone"
    status = 409
    detail = _("This workspace is being erased.")


class WorkspaceRests(Exception):
    """The workspace is suspended or closed: its jobs wait until somebody may write there again."""


class WorkspaceIsBehind(Exception):
    """Its schema lacks a migration that this code needs: the job goes back for a moment."""


class Stopped(BaseException):
    """The worker has to end now; the job goes back. Not an Exception: tasks must not catch it."""
