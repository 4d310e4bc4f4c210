from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from django.db import models

from tenants.leaving import holds_nothing

FORM = 1  # count on when what a script holds changes although the migrations stay
TOKEN = "t_NAME_OF_THE_SCHEMA"  # noqa: S105 - where the name belongs; no name of ours has capitals


class ScriptManager(models.Manager["Script"]):
    def keep(self, key: str, *, head: str, text: str) -> Script:
        """The one that is kept from now on: those of other heads and servers are of no use."""
        self.exclude(key=key).delete()
        script, _ = self.update_or_create(key=key, defaults={"head": head, "text": text})
        return script


@holds_nothing("the tables of every workspace, as SQL, before anybody worked in one")
class Script(models.Model):
    """SQL that makes a workspace's schema: a copy of the template, whatever name is put in.

    The builder executes it as the owner, so nobody but the owner's login may read or write here.
    """

    key = models.CharField(max_length=64, primary_key=True)
    head = models.TextField()
    text = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ScriptManager] = ScriptManager()

    def __str__(self) -> str:
        return self.key[:12]

    @staticmethod
    def key_of(*, head: str, owner: str, server: int) -> str:
        """For schemas at this head that this login owns, on a server of this major version."""
        return sha256(f"{FORM} {server} {owner} {head}".encode()).hexdigest()

    def naming(self, schema: str) -> str:
        """The SQL that makes a schema of this name. Its role stands already, with the same name."""
        return self.text.replace(TOKEN, schema)
