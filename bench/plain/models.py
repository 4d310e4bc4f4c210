"""Stands in for `workspace.models`: Django's own model and queryset, without any room.

This app is the first one, so that the models of the workspace's apps are made of these.
"""

from __future__ import annotations

import sys
from typing import TypeVar

from django.db import models
from uuid_utils.compat import uuid7

Row = TypeVar("Row", bound=models.Model, covariant=True)


class RoomQuerySet(models.QuerySet[Row]):
    """A queryset, called as the workspace's apps call theirs."""


class WorkspaceModel(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    objects = models.Manager.from_queryset(RoomQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "objects"


sys.modules["workspace.models"] = sys.modules[__name__]
