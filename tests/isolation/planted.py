"""Rows of each kind in a workspace, with its mark; and what every tenant's tables hold, as a digest."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from uuid import uuid4

from django.apps import apps
from django.db import connection

from billing.models import Plan
from tenants.models import Invitation, Tenant
from tenants.rooms import public_room, workspace_of
from tests import make
from tests.addresses import Address
from tests.billing import make as billing
from tests.world import Person
from users.models import ApiToken
from users.workflows import confirm
from workspace.company.bank_account import ACCOUNT
from workspace.imports.models import Import
from workspace.models import WorkspaceModel

NONSENSE = "1-1"  # where a secret is wanted that stands in a mail only
# Whoever asks for a page, known or not, may be given a session, and is counted.
COMES_AND_GOES = {"users_session", "users_limit"}


@dataclass
class Planted:
    tenant: Tenant
    mark: str
    ids: dict[str, list[str]]  # what an address calls it, `party_id` → the keys of all its rows

    @property
    def in_the_room(self) -> str:
        """Stands on rows of the workspace only."""
        return f"{self.mark}-in-the-room"

    @property
    def signs(self) -> list[str]:
        """What betrays this tenant wherever it is read; an id is known to whoever asked with it."""
        return [self.mark, self.tenant.name, self.tenant.schema_name]


def plant(tenant: Tenant, owner: Person) -> Planted:
    """Also a subscription, and a payer whose data this owner looks after."""
    mark = f"{tenant.slug}-only-{uuid4().hex}"
    with workspace_of(tenant):
        make.company(legal_name=mark)
        party = make.party(name=f"{mark}-in-the-room", email=f"{mark}@x.example", note=mark)
        clerk = make.member(name=mark)
        about = {"party": party, "by": clerk, "note": mark}
        make.item(name=f"{mark}-in-the-room")
        make.invoice(**about)
        make.issued_credit_note(**about)
        bill = make.issued_invoice(**about)
        make.payment(party=party, by=clerk, allocations={bill.pk: Decimal(1)})
        Import.objects.create(kind="sales", currency="EUR", file_name=mark, created_by=clerk)
        ids = {"document_id": _keys("sales.Document")}
        for model in apps.get_models():
            if issubclass(model, WorkspaceModel):
                ids[f"{model._meta.model_name}_id"] = _keys(model._meta.label)
    with public_room():
        plan = Plan.objects.first() or billing.plan(is_default=True)
        payer = billing.payer(by=owner, legal_name=mark)
        billing.subscription(tenant, plan).pay_by(payer, by=billing.KONTOR)
        claim = tenant.claims.create(host=f"{mark}.example")
        about = (f"{mark}@x.example", "viewer", "en")
        invitation, _ = Invitation.objects.waiting_or_new(tenant, *about)
        token, _ = ApiToken.objects.make(name=mark, membership=owner.membership)
        keys = [str(pk) for pk in tenant.memberships.values_list("pk", flat=True)]
        asker = {"user": owner.user, "tenant": tenant, "on_its_host": True}
        waiting = confirm.ask(ACCOUNT, {"iban": mark, "name": mark, "values": {}}, **asker)
    told = {"slug": [tenant.slug], "payer": [str(payer.pk)], "code": [plan.code]}
    told |= {"confirmation_id": [str(waiting.pk)]}
    told |= {"domain": [str(claim.pk)], "id": [str(row.pk) for row in (tenant, payer, claim)]}
    told |= {"invitation_id": [str(invitation.pk)], "token_id": [str(token.pk)]}
    return Planted(tenant, mark, ids | told | {"membership_id": keys})


def _keys(label: str) -> list[str]:
    return [str(key) for key in apps.get_model(label).objects.values_list("pk", flat=True)]


def at(address: Address, planted: Planted) -> list[str]:
    """The address with each of this tenant's keys in it, or as it is where it wants none."""
    if not address.wants:
        return [address.path]
    keys = [planted.ids.get(name, [NONSENSE]) for name in address.wants]
    return [address.filled(dict(zip(address.wants, each, strict=True))) for each in product(*keys)]


def tables(*tenants: Tenant) -> dict[str, str]:
    """A digest of each table of these tenants and of the public room: what is not ours stays as it is."""
    found = {}
    with public_room():
        found |= _digests("public", COMES_AND_GOES)
    for tenant in tenants:
        with workspace_of(tenant):
            found |= _digests(tenant.schema_name, {"django_migrations"})
    return found


def _digests(schema: str, but: set[str]) -> dict[str, str]:
    """In one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'"
            " AND has_table_privilege(oid, 'SELECT')",
            [schema],
        )
        names = sorted({name for (name,) in cursor} - but)
        each = "SELECT '{0}.{1}', count(*) || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {1} t"
        cursor.execute(" UNION ALL ".join(each.format(schema, name) for name in names))
        return dict(cursor.fetchall())
