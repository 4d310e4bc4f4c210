"""System checks: every app lives in one kind of room, and nothing points out of a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import models

from tenants.router import is_workspace_app

Apps = Iterable[AppConfig] | None  # Django's way to say which apps to look at; None: all


@register("rooms")
def every_app_lives_in_one_room(**kwargs: Any) -> list[CheckMessage]:
    both = set(settings.PUBLIC_APPS) & set(settings.WORKSPACE_APPS)
    return [Error(f"{name} lives in both kinds of room", id="rooms.E001") for name in both]


@register("rooms")
def no_table_name_stands_in_both(app_configs: Apps = None, **kwargs: Any) -> list[CheckMessage]:
    public: set[str] = set()
    inside: set[str] = set()
    for model in _models(app_configs):
        tables = inside if is_workspace_app(model._meta.app_label) else public
        tables.add(model._meta.db_table)
    return [
        Error(f"the table {name} stands in both kinds of room", id="rooms.E002")
        for name in sorted(public & inside)
    ]


@register("rooms")
def no_relation_leaves_its_kind_of_room(
    app_configs: Apps = None, **kwargs: Any
) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for model in _models(app_configs):
        inside = is_workspace_app(model._meta.app_label)
        for field in model._meta.get_fields():
            other = field.related_model if isinstance(field, models.Field) else None
            if isinstance(other, type) and issubclass(other, models.Model):
                if is_workspace_app(other._meta.app_label) != inside:
                    found.append(Error(f"{field} points into another room", id="rooms.E003"))
    return found


@register("rooms")
def every_workspace_table_has_a_uuid_key(
    app_configs: Apps = None, **kwargs: Any
) -> list[CheckMessage]:
    return [
        Error(f"{model._meta.label} has no UUID as its key", id="rooms.E004")
        for model in _models(app_configs)
        if is_workspace_app(model._meta.app_label)
        and not isinstance(model._meta.pk, models.UUIDField)
        and model._meta.pk.remote_field is None
    ]


def _models(app_configs: Apps) -> Iterator[type[models.Model]]:
    for app in apps.get_app_configs() if app_configs is None else app_configs:
        yield from app.get_models(include_auto_created=True)
