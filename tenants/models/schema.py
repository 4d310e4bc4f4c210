from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from django.db import connection, models

from tenants.leaving import holds_nothing
from tenants.rooms import Room

if TYPE_CHECKING:
    from tenants.models.tenant import Tenant


# One statement, and nobody waits: what another claims or migrates at this moment is passed by. Those
# that are left are counted no further than it takes to know whether there are enough.
_TAKE = """
WITH taken AS (
    UPDATE tenants_schema SET kind = 'tenant' WHERE name = (
        SELECT name FROM tenants_schema WHERE kind = 'spare' AND head = %(head)s
        ORDER BY made_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING name)
SELECT (SELECT name FROM taken), (
    SELECT count(*) FROM (
        SELECT FROM tenants_schema WHERE kind = 'spare' AND head = %(head)s LIMIT %(least)s + 1
    ) as_it_was)
"""


class SchemaQuerySet(models.QuerySet["Schema"]):
    def behind(self, head: str) -> SchemaQuerySet:
        """Those that still have to be brought to this head, and those nobody knows about."""
        return self.exclude(head=head)

    def of(self, tenant: Tenant) -> SchemaQuerySet:
        return self.filter(name=tenant.schema_name)

    def spare(self) -> SchemaQuerySet:
        return self.filter(kind=Schema.Kind.SPARE)

    def take(self, head: str, *, least: int, asking: Sequence[str] = ()) -> TakenSchema:
        """Make the oldest spare one at this head a tenant's, and answer questions in the same trip.

        In the caller's transaction: if that is rolled back, it is spare again. The questions are
        conditions in SQL, of our own words only.
        """
        with connection.cursor() as cursor:
            cursor.execute(", ".join([_TAKE, *asking]), {"head": head, "least": least})
            name, there, *answers = cursor.fetchone()
        left = there - (name is not None)
        return TakenSchema(name, is_last_of_few=left < least, answers=answers)


class TakenSchema(NamedTuple):
    name: str | None  # None: no schema is spare at this head
    is_last_of_few: bool
    answers: list[bool]


@holds_nothing("opaque names of schemas, and in which migrations they end")
class Schema(models.Model):
    """A schema that follows the migrations of the workspace apps: a tenant's, a spare one, or the
    template of them all. Its role bears the same name.

    The row is committed before the schema is made and goes after it: none stands unknown.
    """

    class Kind(models.TextChoices):
        TENANT = "tenant"
        SPARE = "spare"  # at some head, waiting for a tenant
        TEMPLATE = "template"  # built by the real migrations; the others are copies of it

    name = models.CharField(max_length=63, primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    # As `tenants.heads` writes it. Empty: not built yet, or built before heads were written down.
    head = models.TextField(default="")
    made_at = models.DateTimeField(auto_now_add=True)
    # The last try to migrate it, if it failed: on which migration and with what, never a message.
    failed_at = models.DateTimeField(null=True)
    failed_on = models.CharField(max_length=200, default="")
    failed_with = models.CharField(max_length=100, default="")

    objects: ClassVar[SchemaQuerySet] = SchemaQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["made_at"], condition=models.Q(kind="spare"), name="schemas_that_are_spare"
            )
        ]
        constraints = [
            # The builder makes roles and schemas of these names, as the owner; whoever writes here
            # is not the owner.
            models.CheckConstraint(
                name="schema_name_is_ours", condition=models.Q(name__regex=r"^t_[a-z0-9]+$")
            ),
            models.CheckConstraint(
                name="schema_kind_is_known",
                condition=models.Q(kind__in=["tenant", "spare", "template"]),
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="template"), name="one_template"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    # What a door asks: workflows enter schemas that belong to nobody yet.

    @property
    def room(self) -> Room:
        return Room.of_tenant(self.name, None)

    @property
    def can_be_entered(self) -> bool:
        return True
