"""Killed before any of its statements, an erasure ends with the same at its next run."""

from itertools import count
from pathlib import Path

import pytest
from django.conf import settings

from tenants.models import Tenant
from tenants.workflows.erase import erase
from tests.erasure.leaver import asked, business, person, what_is_left, with_work
from tests.tenants.killed import killed_before_statement

pytestmark = pytest.mark.django_db(transaction=True)


def leaving() -> tuple[Tenant, object]:
    tenant = with_work(business())
    person(tenant)
    return tenant, asked(tenant).id


def undisturbed():
    tenant, case_id = leaving()
    erase(case_id)
    return what_is_left(tenant)


def kill_at(number, expected):
    """False when the work had ended before this statement."""
    tenant, case_id = leaving()
    was_killed = killed_before_statement(number, lambda: erase(case_id))
    erase(case_id)
    assert what_is_left(tenant) == expected, f"killed before statement {number}"
    return was_killed


def test_killed_at_any_of_some_points():
    expected = undisturbed()
    assert expected["state"] == "erased"

    killed = [kill_at(number, expected) for number in (2, 9, 17, 30, 50)]

    assert killed == [True] * 5


@pytest.mark.drill
def test_killed_before_each_of_its_statements():
    expected = undisturbed()

    kills = next(n - 1 for n in count(1) if not kill_at(n, expected))

    assert kills > 60


@pytest.mark.parametrize("half", ["renamed", "half deleted", "made again"])
def test_killed_among_the_files(half):
    """Between two statements there are the files: each state that a kill can leave there."""
    tenant, case_id = leaving()
    root = Path(settings.MEDIA_ROOT)
    place, aside = root / tenant.schema_name, root / f".erased-{case_id.hex}-0123abcd"
    place.rename(aside)
    if half == "half deleted":
        (aside / "company" / "logo.png").unlink()
        place.touch()
    elif half == "made again":
        (place / "imports").mkdir(parents=True)
        (place / "imports" / "late.csv").write_text("late")

    erase(case_id)

    left = what_is_left(tenant)
    assert (left["files"], left["asides"]) == ([], [])
    assert place.is_file()
    assert place.read_bytes() == b""


def test_nobody_makes_the_folder_again():
    tenant, case_id = leaving()
    erase(case_id)

    with pytest.raises(NotADirectoryError):
        (Path(settings.MEDIA_ROOT) / tenant.schema_name / "imports").mkdir(parents=True)
