"""The script that makes a schema: made once a head from the template, replayed for every other."""

from __future__ import annotations

import logging
import re

from django.conf import settings
from django.db import connection, transaction

from tenants.fingerprint import contents_of, differences, fingerprint_of
from tenants.heads import our_head
from tenants.models import Schema, Script
from tenants.models.script import TOKEN
from tenants.models.tenant import new_schema_name
from tenants.workflows.schemas.alone import alone_with
from tenants.workflows.schemas.dump import Undumpable, demand_pg_dump, dump_of, server_version
from tenants.workflows.schemas.roles import make_roles
from tenants.workflows.schemas.template import bring_template_to_our_head

log = logging.getLogger(__name__)

_remembered: dict[str, Script] = {}  # the one of our head, by its key

# What pg_dump itself says at the beginning, but for this one transaction.
BEFORE = """
SET LOCAL check_function_bodies = false;
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = '';
"""
_AFTER = """
SET LOCAL search_path = public, ext;
UPDATE tenants_schema SET head = %s WHERE name = %s
"""


class NotReplayed(RuntimeError):
    """The row of the schema is gone."""


def script_at_our_head() -> Script | None:
    """From memory, from the table, or made now. As the owner, in the public room.

    None, and a warning in the log, where none can be made: then schemas are built by migrations.
    """
    key = Script.key_of(head=our_head(), owner=settings.DATABASE_OWNER, server=server_version())
    if key not in _remembered:
        script = Script.objects.filter(key=key).first() or _made(key)
        if script is None:
            return None
        _remembered.clear()
        _remembered[key] = script
    return _remembered[key]


@transaction.atomic
def replay(script: Script, schema: Schema) -> None:
    """Leave the schema as the template is, and the row's head: in one batch, or nothing of it."""
    with connection.cursor() as cursor:
        after = cursor.mogrify(_AFTER, [script.head, schema.name]).decode()
        cursor.execute(BEFORE + script.naming(schema.name) + after)
        if cursor.rowcount != 1:
            raise NotReplayed


def _made(key: str) -> Script | None:
    """By one builder at a time; who waited for another finds what that one made."""
    with alone_with("the template"):
        found: Script | None = Script.objects.filter(key=key).first()
        return found or _written(key)


def _written(key: str) -> Script | None:
    try:
        demand_pg_dump()
        template = bring_template_to_our_head()
        if template.head != our_head():
            raise Undumpable("the template is ahead of this code")
        with alone_with(template.name):  # nobody migrates it meanwhile
            script = script_of(template)
            prove(script, template)
    except Undumpable as why:
        log.warning("schemas are built by migrations, ten times slower: %s", why)
        return None
    return Script.objects.keep(key, head=script.head, text=script.text)


def script_of(template: Schema) -> Script:
    text = without_its_name(dump_of(template.name), template.name)
    return Script(head=template.head, text=text)


def prove(script: Script, template: Schema) -> None:
    """Raises Undumpable unless a replay is in everything what the template is. Leaves nothing."""
    trial = Schema(name=new_schema_name(), kind=Schema.Kind.SPARE)
    with transaction.atomic():
        trial.save(force_insert=True)
        make_roles([trial])
        replay(script, trial)
        found = [
            *differences(fingerprint_of(template.name), fingerprint_of(trial.name)),
            *differences(contents_of(template.name), contents_of(trial.name)),
        ]
        transaction.set_rollback(True)
    if found:
        raise Undumpable(f"a replay is not what the migrations made: {'; '.join(found[:5])}")


def without_its_name(dump: str, name: str) -> str:
    """The template's name is random, so wherever it stands, it is the schema or its role."""
    if TOKEN in dump:
        raise Undumpable("the template holds what stands for a name")
    text = dump.replace(name, TOKEN)
    if re.search(name[2:14], text, re.IGNORECASE):
        raise Undumpable("a part of the template's name stands in it")
    return text
