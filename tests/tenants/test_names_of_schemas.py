"""The builder says names of schemas as the owner: whoever may write rows must not speak through it."""

import pytest
from django.db import IntegrityError, connection

from tenants.models import Schema
from tenants.rooms import RoomError, as_owner, public_room
from tenants.workflows.schemas.roles import make_roles
from tenants.workflows.schemas.spares import fill

pytestmark = pytest.mark.django_db(transaction=True)
# All of it fits a name's 63 letters, and what follows it does not matter any more.
SPEAKS = 't_x";COMMENT ON TABLE tenants_claim IS $$ours$$;COMMIT;--'


def said():
    with public_room(), connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('tenants_claim'::regclass)")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "name", [SPEAKS, "ext", "kontor_owner", "pg_monitor", "t_x\n", 't_x"', "t_", "T_X"]
)
def test_no_other_name_can_be_written_down(name):
    with pytest.raises(IntegrityError, match="schema_name_is_ours"), public_room():
        Schema.objects.create(name=name, kind=Schema.Kind.SPARE)


def test_the_builder_does_not_say_it_either():
    with pytest.raises(RoomError), as_owner(), public_room():
        make_roles([Schema(name=SPEAKS, kind=Schema.Kind.SPARE)])

    assert said() is None


def test_the_pool_is_filled_past_a_row_that_could_not_be_written(settings):
    settings.SPARE_SCHEMAS_LEAST = settings.SPARE_SCHEMAS_MOST = 1
    with pytest.raises(IntegrityError), public_room():
        Schema.objects.create(name=SPEAKS, kind=Schema.Kind.SPARE)

    assert fill() == 1
    assert said() is None
