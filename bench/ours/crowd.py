"""Visitors of many workspaces at once: some of the tenants, at random, with the same rows in each."""

from __future__ import annotations

import gc
import time
from contextlib import closing
from pathlib import Path
from random import Random

import psycopg2
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from bench.measuring import databases
from bench.measuring.rows import load, unload
from bench.measuring.visit import Application, Site, answer
from bench.ours import business
from bench.ours.site import INVOICES, cookies
from tenants.models import Membership, Tenant
from tenants.rooms import public_room, workspace_of
from users.models import User

WARM = 30  # requests before the first that counts, all in one workspace
_chance = Random(4)  # noqa: S311 - not a secret
_sites: list[Site] = []
_rooms: list[str] = []
_application: list[Application] = []


def gather(many: int, folder: str) -> int:
    """Choose so many tenants besides the first; somebody is signed in there and has invoices."""
    with public_room():
        first, *others = Tenant.objects.order_by("id")
        chosen = [first, *_chance.sample(others, min(many, len(others)))]
        keys = [_key_to(tenant) for tenant in chosen]
    rows = Path(folder)
    if not any(rows.iterdir()):
        business.issue_invoices(keys[0], INVOICES)
        with workspace_of(first), connection.cursor() as cursor:
            unload(cursor, rows)
    for tenant in chosen[1:]:
        _load(tenant.schema_name, rows)
    with public_room():
        both = zip(chosen, keys, strict=True)
        _sites.extend(Site(tenant.host, cookies(key)) for tenant, key in both)
    _rooms.extend(tenant.room.glue for tenant in chosen)
    _application.append(import_string(settings.WSGI_APPLICATION))
    return len(_sites) - 1


def first_visits(path: str) -> list[float]:
    """Seconds of the first request in each workspace that this process and its connection meet."""
    for _ in range(WARM):
        _visit(_sites[0], path)
    gc.collect()
    gc.freeze()
    return [_visit(site, path) for site in _sites[1:]]


def visits(path: str, rounds: int) -> list[float]:
    """Seconds of each of so many requests in each workspace, in a random order, once all are met."""
    for site in _sites[1:]:
        _visit(site, path)
    found = _sites[1:] * rounds
    _chance.shuffle(found)
    gc.collect()
    return [_visit(site, path) for site in found]


def connections(many: int) -> list[list[float]]:
    """Seconds until the runtime login is let in, and of its first statement in some workspace."""
    return [_connect(_chance.choice(_rooms)) for _ in range(many)]


def _key_to(tenant: Tenant) -> Membership:
    user, _ = User.objects.get_or_create(email="owner@bench.example", name="Bench Owner")
    key, _ = Membership.objects.get_or_create(tenant=tenant, user=user, defaults={"role": "owner"})
    return key


def _load(schema: str, rows: Path) -> None:
    with closing(databases.connection(connection.settings_dict["NAME"])) as owner:
        owner.autocommit = False
        with owner, owner.cursor() as cursor:
            cursor.execute(f'SET search_path = "{schema}", ext')
            load(cursor, rows)


def _visit(site: Site, path: str) -> float:
    environ = site.environ(path)
    began = time.perf_counter()
    status, body = answer(_application[0], environ)
    seconds = time.perf_counter() - began
    if not status.startswith("200"):
        raise RuntimeError(f"{path} answered {status}: {body[:300]!r}")
    return seconds


def _connect(glue: str) -> list[float]:
    params = connection.get_connection_params()
    began = time.perf_counter()
    with closing(psycopg2.connect(**params)) as fresh, fresh.cursor() as cursor:
        connected = time.perf_counter()
        cursor.execute(f"{glue}SELECT count(*) FROM sales_document")  # noqa: S608 - a room of ours
        return [connected - began, time.perf_counter() - connected]
