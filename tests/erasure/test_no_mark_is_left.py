"""A mark in every text field, file and mail of a business: after its erasure none can be found.

The neighbour's marks are all found in the same way, so the search is not blind.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage

from post.gateways.outbox import OutboxBackend
from post.models import Delivery
from tenants.models import Tenant
from tenants.rooms import public_room
from tenants.workflows.erase import erase
from tests.erasure.leaver import asked, business, person
from tests.erasure.plant import Planter, everything_kept, let_anything_in
from users.models import Staff, User

pytestmark = pytest.mark.django_db(transaction=True)


def planted(slug: str, *, name: str) -> tuple[Tenant, Planter]:
    tenant = business(slug=slug, name=name)
    someone = person(tenant)
    return tenant, Planter(tenant, someone.user, someone.membership)


def leave_files(planter: Planter) -> None:
    tenant = planter.rows[Tenant]
    assert isinstance(tenant, Tenant)
    place = Path(settings.MEDIA_ROOT) / tenant.schema_name / "papers"
    place.mkdir(parents=True)
    (place / planter.mark("the name of a file")).write_text(planter.mark("a file"))
    delivery = planter.rows[Delivery]
    assert isinstance(delivery, Delivery)
    mail = EmailMessage("Invoice", planter.mark("a mail"), to=["buyer@x.example"])
    mail.extra_headers["Message-ID"] = delivery.message_id
    OutboxBackend().send_messages([mail])


def found(planter: Planter, text: str) -> set[str]:
    """As it is, or in hexadecimal: so PostgreSQL writes bytes."""
    marks = planter.marks.items()
    return {where for mark, where in marks if mark in text or mark.encode().hex() in text}


def test_every_mark_is_gone_and_every_mark_of_the_neighbour_is_there():
    acme, ours = planted("acme-leaves", name="kAcmeLeavesForGood")
    globex, theirs = planted("globex-stays", name="kGlobexStays")
    let_anything_in(acme, globex)
    for planter in (ours, theirs):
        planter.plant()
        leave_files(planter)
    before = everything_kept()
    assert found(ours, before) == set(ours.marks.values())
    assert len(ours.marks) > 100
    assert acme.schema_name in before
    with public_room():
        acme.settle()  # a closure was planted as well
        Staff.objects.filter(person=ours.rows[User]).delete()  # or the person would stay
    case = asked(acme)

    erase(case.id)

    after = everything_kept()
    assert found(ours, after) == set()
    for word in ("acme-leaves", "kAcmeLeavesForGood", "laima@acme-leaves"):
        assert word in before
        assert word not in after
    assert found(theirs, after) == set(theirs.marks.values())
    named = {line.split(" ")[0] for line in after.splitlines() if acme.schema_name in line}
    # The opaque name stays in the tenant's empty row, and as an empty file where its folder stood.
    assert named - {"pg_stats"} == {"tenants_tenant", acme.schema_name}
