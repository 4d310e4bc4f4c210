"""A release reaches every schema; each ends as Django's own migrations would leave it."""

import pytest
from django.db import connection

from tenants.heads import our_head
from tenants.models import Schema
from tenants.rooms import as_owner, public_room
from tenants.workflows.migrate import migrate_tenants, migrate_workspace
from tests.erasure.leaver import asked, business
from tests.tenants.catalog import catalog_of
from tests.tenants.releases import COLOUR, LAST, THINGS, ask, heads, known

pytestmark = pytest.mark.django_db(transaction=True)


def test_everybody_follows_a_release(releases, acme, globex):
    releases.release("0003_things", THINGS)
    releases.release("0004_colour", COLOUR)

    report = migrate_tenants()

    assert (report.done, report.is_good) == (len(heads()), True)
    assert set(heads()) == {our_head()}
    assert our_head().split().count("logbook.0004_colour") == 1
    assert ask(acme, "SELECT * FROM logbook_thing") == []


def test_with_nothing_to_do_it_asks_once(acme, django_assert_num_queries):
    with django_assert_num_queries(1):
        report = migrate_tenants()

    assert report.done == 0
    assert connection.owner is False


# In the second one Django looks up the names of what the first one made; with rows in the table
# PostgreSQL would refuse the third one in the second one's transaction.
AWKWARD = (
    """
    operations = [
        CreateModel("Thing", [
            ("id", UUIDField(primary_key=True)),
            ("size", IntegerField(null=True, db_index=True)),
            ("name", CharField(max_length=9, unique=True)),
            ("within", ForeignKey("self", CASCADE, null=True)),
        ], options={"unique_together": {("size", "within")}}),
        RunSQL(
            "INSERT INTO logbook_thing (id, name, within_id) VALUES"
            " (gen_random_uuid(), '100 %', NULL), (gen_random_uuid(), 'it''s; so', NULL)"
        ),
    ]
    """,
    """
    operations = [
        AlterUniqueTogether("thing", set()),
        AlterField("thing", "name", TextField()),
        RunSQL("UPDATE logbook_thing SET within_id = id"),
    ]
    """,
    """
    operations = [
        AlterField("thing", "size", BigIntegerField(default=7)),
        AlterField("thing", "within", ForeignKey("self", PROTECT, null=True, db_index=False)),
        RenameField("thing", "name", "title"),
    ]
    """,
    """
    operations = [
        RunSQL([(
            "CREATE FUNCTION grow() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT"
            " AS $$ BEGIN new.size := new.size + 1; RETURN new; END $$", None,
        ), (
            "CREATE TRIGGER grow BEFORE INSERT ON logbook_thing FOR EACH ROW"
            " EXECUTE FUNCTION grow()", None,
        )]),
        AddConstraint("thing", CheckConstraint(
            name="thing_has_a_size", condition=Q(size__gt=0) | Q(title__contains="%"))),
        RenameModel("Thing", "Ware"),
    ]
    """,
)


def test_it_ends_as_djangos_own_migrations_leave_it(releases, acme, globex):
    for number, body in enumerate(AWKWARD, 3):
        releases.release(f"{number:04}_awkward", body)
    with as_owner():
        migrate_workspace(acme)

    report = migrate_tenants()

    assert report.is_good
    assert catalog_of(globex) == catalog_of(acme)
    assert known(globex).head == known(acme).head == our_head()
    rows = "SELECT title, size FROM logbook_ware WHERE within_id = id ORDER BY 1"
    assert ask(globex, rows) == ask(acme, rows) == [("100 %", 7), ("it's; so", 7)]
    lines = "SELECT app, name FROM django_migrations ORDER BY id"
    assert ask(globex, lines) == ask(acme, lines)


COUNTED = """
    operations = [
        AddField("thing", "entries", IntegerField(null=True)),
        AlterField("thing", "size", BigIntegerField()),
        RunPython(count_entries),
        AlterField("thing", "entries", IntegerField()),
    ]
"""
COUNT_ENTRIES = """
def count_entries(apps, editor):
    Thing, Entry = apps.get_model("logbook", "Thing"), apps.get_model("logbook", "Entry")
    rendered.append(Thing)
    Thing(id="0" * 32, size=1, entries=Entry.objects.filter(verb="marked").count()).save()

rendered = []
"""


def test_a_data_migration_sees_its_own_tenant_by_models_that_are_rendered_once(
    releases, acme, globex
):
    for tenant, count in ((acme, 1), (globex, 2)):
        for _ in range(count):
            ask(
                tenant,
                "INSERT INTO logbook_entry (id, at, verb, subject_kind, subject_id, details)"
                " VALUES (gen_random_uuid(), now(), 'marked', '', gen_random_uuid(), '{}')",
            )
    releases.release("0003_things", THINGS)
    releases.release("0004_counted", COUNTED, more=COUNT_ENTRIES)

    assert migrate_tenants().is_good

    assert ask(acme, "SELECT entries FROM logbook_thing") == [(1,)]
    assert ask(globex, "SELECT entries FROM logbook_thing") == [(2,)]
    used = releases.module("0004_counted").rendered
    assert len(used) == len(heads())
    assert len(set(used[1:])) == 1


SECRETS = """
    operations = [
        AddField("thing", "secret", UUIDField(default=uuid4)),
        AddField("thing", "later", UUIDField(null=True)),
        AlterField("thing", "later", UUIDField(default=uuid4)),
        AddField("thing", "notes", JSONField(default=list)),
    ]
"""


def test_a_value_that_python_makes_up_for_one_workspace_is_not_that_of_another(
    releases, acme, globex
):
    releases.release("0003_things", THINGS)
    migrate_tenants()
    for tenant in (acme, globex):
        ask(tenant, "INSERT INTO logbook_thing (id, size) VALUES (gen_random_uuid(), 1)")
    releases.release("0004_secrets", SECRETS, more="from uuid import uuid4")

    assert migrate_tenants().is_good

    found = "SELECT secret, later FROM logbook_thing"
    assert len({*ask(acme, found)[0], *ask(globex, found)[0]}) == 4
    assert ask(acme, "SELECT notes FROM logbook_thing") == [("[]",)]


CONCURRENTLY = """
    atomic = False
    operations = [
        AddIndexConcurrently("entry", Index(fields=["verb"], name="entries_by_verb")),
        RunPython(lambda apps, editor: apps.get_model("logbook", "Entry").objects.count()),
    ]
"""


def test_an_index_is_made_concurrently_and_half_of_one_is_no_obstacle(releases, acme, globex):
    ask(globex, "CREATE INDEX entries_by_verb ON logbook_entry (at)")  # left by a kill
    releases.release("0003_things", THINGS)
    releases.release("0004_index", CONCURRENTLY)
    releases.release("0005_colour", COLOUR)

    assert migrate_tenants().is_good

    assert catalog_of(globex) == catalog_of(acme)
    indexes = "SELECT indexdef FROM pg_indexes WHERE indexname = 'entries_by_verb'"
    assert any("(verb)" in line for (line,) in ask(globex, indexes))
    assert set(heads()) == {our_head()}


PAST_THE_EDITOR = """
    operations = [Own()]
"""
OWN = """
class Own(operations.base.Operation):
    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, editor, before, after):
        with editor.connection.cursor() as cursor:
            cursor.execute("CREATE TABLE past_the_editor ()")
"""


def test_what_an_operation_does_past_the_editor_happens_in_each(releases, acme, globex):
    releases.release("0003_own", PAST_THE_EDITOR, more=OWN)

    assert migrate_tenants().is_good

    for tenant in (acme, globex):
        assert ask(tenant, "SELECT to_regclass('past_the_editor') IS NOT NULL") == [(True,)]


SQUASHED = """
    replaces = [("logbook", "0003_things"), ("logbook", "0004_colour")]
    operations = [CreateModel("Thing", [
        ("id", UUIDField(primary_key=True)), ("size", IntegerField()),
        ("colour", CharField(max_length=9, default="red")),
    ])]
"""


def test_a_squash_is_noted_where_its_parts_stand_and_made_where_not(releases, acme, globex):
    releases.release("0003_things", THINGS)
    releases.release("0004_colour", COLOUR)
    with as_owner():
        migrate_workspace(acme)
    releases.release("0003_squashed", SQUASHED, after=LAST)

    assert migrate_tenants().is_good

    assert our_head().count("logbook.") == 1
    assert "logbook.0003_squashed" in our_head()
    assert set(heads()) == {our_head()}
    names = "SELECT name FROM django_migrations WHERE app = 'logbook' ORDER BY 1"
    assert ask(acme, names) == ask(globex, names)
    releases.last = "0003_squashed"
    releases.release("0005_index", 'operations = [AddIndex("thing", Index("size", name="sizes"))]')
    assert migrate_tenants().is_good
    assert set(heads()) == {our_head()}


def test_a_head_from_before_heads_were_written_is_read_from_the_schema(releases, acme, globex):
    with public_room():
        Schema.objects.update(head="")
    releases.release("0003_things", THINGS)

    assert migrate_tenants().is_good

    assert known(acme).head == known(globex).head == our_head()


def test_one_that_is_not_built_yet_or_is_being_erased_is_left_alone(releases):
    leaver = business()
    asked(leaver)
    with public_room():
        Schema.objects.create(name="t_notyet", kind="spare")
        before = known(leaver).head
    releases.release("0003_things", THINGS)

    assert migrate_tenants().is_good

    with public_room():
        assert Schema.objects.get(name="t_notyet").head == ""
    assert known(leaver).head == before
    assert ask(leaver, "SELECT to_regclass('logbook_thing')") == [(None,)]


def test_one_that_older_code_makes_meanwhile_follows_in_the_same_run(releases, acme, globex):
    releases.release("0003_things", THINGS)
    old = known(globex).head

    def is_new(head):
        with public_room():
            Schema.objects.filter(name=globex.schema_name).update(head=head)

    is_new(our_head())
    told = []

    def tell(line):
        if not told:
            is_new(old)
        told.append(line)

    assert migrate_tenants(tell=tell).is_good

    assert ask(globex, "SELECT * FROM logbook_thing") == []
    assert known(globex).head == our_head()


def test_a_spare_one_that_old_code_claims_meanwhile_follows_as_a_tenants(releases, acme, globex):
    """Its row says `spare` when the list is read, and `tenant` when its turn comes."""
    with public_room():
        Schema.objects.filter(name=globex.schema_name).update(kind="spare")
    releases.release("0003_things", THINGS)
    told = []

    def tell(line):
        if not told:
            with public_room():
                Schema.objects.filter(name=globex.schema_name).update(kind="tenant")
        told.append(line)

    assert migrate_tenants(tell=tell).is_good

    assert (known(globex).kind, known(globex).head) == ("tenant", our_head())


def test_a_row_that_tells_an_older_head_than_the_schema_has_is_mended(releases, acme, globex):
    old = known(globex).head
    releases.release("0003_things", THINGS)
    migrate_tenants()
    with public_room():
        Schema.objects.exclude(name=acme.schema_name).update(head=old)
    releases.release("0004_colour", COLOUR)

    assert migrate_tenants().is_good

    assert set(heads()) == {our_head()}
    assert catalog_of(globex) == catalog_of(acme)
