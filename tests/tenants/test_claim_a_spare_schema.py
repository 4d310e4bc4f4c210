"""A business comes while schemas are spare: it has a workspace at once, or nothing was done."""

from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs.models import Job
from post.models import Delivery
from tenants.models import Domain, Invitation, Onboarding, PublicEntry, Schema, Tenant
from tenants.rooms import public_room, workspace_of
from tenants.workflows.erase import erase
from tenants.workflows.onboard import Wanted, onboard
from tenants.workflows.schemas.spares import fill
from tests import world
from tests.erasure.leaver import asked
from tests.jobs_run import run_jobs
from tests.tenants.catalog import catalog_of
from tests.tenants.desk import Provider
from tests.tenants.killed import killed_before_statement
from tests.tenants.test_requests_that_meet import all_at_once
from users.models import ApiToken
from workspace.company.models import Company

pytestmark = pytest.mark.django_db(transaction=True)

# BEGIN; the claim, which asks too what the workspace may begin with; the public rows, the letter's
# job among them; the company; COMMIT.
STATEMENTS = 5
MESSAGES = 2  # BEGIN goes with the claim, and all that is written with COMMIT


def pool_of(settings, many):
    """So many spare ones, and no more: nothing is built while fewer than the least are left."""
    settings.SPARE_SCHEMAS_LEAST = settings.SPARE_SCHEMAS_MOST = many
    fill()
    settings.SPARE_SCHEMAS_LEAST = settings.SPARE_SCHEMAS_MOST = 0


def wanted(slug):
    return Wanted(
        slug=slug,
        name="Bakery",
        owner_email="dace@bakery.example",
        country="LV",
        language="lv",
        currency="EUR",
    )


def spares():
    with public_room():
        return set(Schema.objects.spare().values_list("name", flat=True))


def rows():
    with public_room():
        models = (Tenant, Domain, PublicEntry, Onboarding, Invitation, Job)
        return {model.__name__: model.objects.count() for model in models}


def tenant(slug="bakery"):
    with public_room():
        return Tenant.objects.get(slug=slug)


def test_it_is_open_at_once(settings, provider, acme, mailoutbox):
    pool_of(settings, 1)
    (spare,) = spares()

    response = provider.onboard()

    assert (response.status_code, response.json()["state"]) == (201, "open")
    assert "Retry-After" not in response
    bakery = tenant()
    assert (bakery.schema_name, spares()) == (spare, set())
    assert catalog_of(bakery) == catalog_of(acme)
    with workspace_of(bakery):
        company = Company.objects.the_one()
        assert (company.legal_name, company.country) == (bakery.name, "LV")
    assert world.api_client(bakery.host).get("/api/v1/parties/").status_code == 401
    run_jobs()
    assert [letter.to for letter in mailoutbox] == [["dace@bakery.example"]]
    with public_room():  # so that an erasure finds its copy
        assert [each.tenant for each in Delivery.objects.all()] == [bakery]


def test_it_leaves_the_same_traces_as_one_that_was_built(settings, provider):
    provider.onboard("key-0", slug="built")
    run_jobs("build")
    pool_of(settings, 1)
    provider.onboard()

    def traces(slug):
        with public_room():
            found = Tenant.objects.get(slug=slug)
            lines = PublicEntry.objects.filter(tenant=found).order_by("id")
            return (
                found.state,
                [domain.domain.replace(slug, "") for domain in found.domains.all()],
                [(line.verb, line.client, line.user_id) for line in lines],
                Invitation.objects.filter(tenant=found).values_list("email", "role").get(),
                found.onboarding.owner_email,
                Schema.objects.filter(name=found.schema_name).values_list("kind", "head").get(),
            )

    assert traces("bakery") == traces("built")


def test_a_claim_is_one_transaction_of_few_statements(settings, provider):
    pool_of(settings, 2)
    provider.onboard("key-1", slug="first")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        provider.onboard("key-2", slug="second")

    told = [query["sql"] for query in queries.captured_queries]
    begin, end = told.index("BEGIN"), told.index("COMMIT")
    assert end - begin + 1 == STATEMENTS, told[begin : end + 1]


def test_a_claim_is_two_messages(settings, db_behind_a_tap):
    pool_of(settings, 2)
    with public_room():
        token, _ = ApiToken.objects.make(name="program", membership=None)
        onboard(wanted("first"), key="1", by=token)
        before = db_behind_a_tap.queries

        onboard(wanted("second"), key="2", by=token)

        assert db_behind_a_tap.queries - before == MESSAGES


def test_a_repeat_takes_no_other(settings, provider):
    pool_of(settings, 2)
    first = provider.onboard()
    before = rows()

    second = provider.onboard()

    assert (second.status_code, second.json()) == (201, first.json())
    assert (len(spares()), rows()) == (1, before)


@pytest.mark.parametrize("refused", [{"slug": "acme"}, {"slug": "www"}])
def test_a_refusal_takes_none(settings, provider, refused):
    pool_of(settings, 1)
    before = rows()

    assert provider.onboard(**refused).status_code in (409, 422)

    assert (len(spares()), rows()) == (1, before)


def test_one_that_is_behind_our_head_is_never_claimed(settings, provider):
    pool_of(settings, 1)
    with public_room():
        Schema.objects.spare().update(head="members.0001_initial")

    assert provider.onboard().json()["state"] == "provisioning"
    assert len(spares()) == 1


def test_requests_at_once_for_one_slug_make_one(settings, provider):
    pool_of(settings, 3)

    answers = all_at_once([lambda n=n: provider.onboard(f"key-{n}") for n in range(3)])

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert len(spares()) == 2


def test_requests_at_once_with_one_key_find_one(settings, provider):
    pool_of(settings, 4)  # each holds one until it knows that another was faster

    answers = all_at_once([provider.onboard] * 4)

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(spares()) == 3


def test_two_businesses_never_get_one_schema(settings, provider):
    pool_of(settings, 2)

    answers = all_at_once(
        [lambda n=n: provider.onboard(f"key-{n}", slug=f"bakery-{n}") for n in range(4)]
    )

    assert (
        sorted(answer.json()["state"] for answer in answers) == ["open"] * 2 + ["provisioning"] * 2
    )
    with public_room():
        names = Tenant.objects.filter(slug__startswith="bakery-").values_list("schema_name")
        assert len(set(names)) == 4
    assert spares() == set()


def test_killed_before_any_statement_nothing_is_half_made(settings, provider):
    pool_of(settings, 1)
    before, known = rows(), spares()
    client = Provider()

    for number in count(1):
        if not killed_before_statement(number, client.onboard):
            break
        assert (rows(), spares()) == (before, known) or tenant().is_open

    assert number > STATEMENTS
    assert client.onboard().json()["state"] == "open"
    assert spares() == set()


def test_where_few_are_left_more_are_built(settings, provider):
    pool_of(settings, 3)
    settings.SPARE_SCHEMAS_LEAST, settings.SPARE_SCHEMAS_MOST = 2, 4

    provider.onboard("key-1", slug="bakery-1")
    assert run_jobs("build") == 0
    provider.onboard("key-2", slug="bakery-2")
    provider.onboard("key-3", slug="bakery-3")
    assert run_jobs("build") == 1

    assert len(spares()) == 4


def test_a_claimed_one_is_erased_like_every_other(settings, provider):
    pool_of(settings, 1)
    provider.onboard()
    leaver = tenant()

    erase(asked(leaver).id)

    with public_room(), connection.cursor() as cursor:
        assert not Schema.objects.filter(name=leaver.schema_name).exists()
        cursor.execute("SELECT to_regnamespace(%s)", [leaver.schema_name])
        assert cursor.fetchone() == (None,)
        cursor.execute("SELECT to_regrole(%s)", [leaver.schema_name])
        assert cursor.fetchone() == (None,)
