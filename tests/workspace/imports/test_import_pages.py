"""The pages of imports: send a file, watch it, see what was refused. All without JavaScript."""

from datetime import date

import pytest

from tenants.models import Membership
from tenants.rooms import public_room, workspace_of
from tests import make
from tests.jobs_run import run_jobs
from tests.workspace.imports.files import HEADER, row, table, upload
from workspace.imports.models import Import
from workspace.imports.reading.cells import day
from workspace.imports.reasons import OF_LINES

pytestmark = pytest.mark.django_db
SHAPES = [
    ("month/day/year", "12/31/2010"),
    ("year-month-day", "2010-12-31"),
    ("day.month.year", "31.12.2010"),
]
ENGLISH = {"accept-language": "en"}


def send(person, content=None, **given):
    return person.browser.post(
        "/imports/",
        {"file": upload(content or table(row())), "currency": "GBP", **given},
        headers=ENGLISH,
    )


def page(person, address):
    response = person.browser.get(address, headers=ENGLISH)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_list_says_what_will_be_here(alice):
    body = page(alice, "/imports/")

    assert "The files that were sent, and what became of each line, will be here." in body
    assert '<option value="EUR" selected>' in body
    assert 'enctype="multipart/form-data"' in body


@pytest.mark.parametrize(("shape", "text"), SHAPES)
def test_the_dates_that_are_read_are_those_that_are_named(alice, shape, text):
    assert day(text, today=date(2011, 1, 1)) == date(2010, 12, 31)
    assert shape in page(alice, "/imports/")
    assert shape in str(OF_LINES["bad_date"])


def test_a_file_is_sent_and_its_page_shows_how_far_it_is(alice):
    response = send(alice)

    assert response.status_code == 302
    body = page(alice, response["Location"])
    assert "Waiting for its turn" in body
    assert f'hx-get="{response["Location"]}progress/"' in body
    assert '<noscript><a class="button quiet" href="">Look again</a></noscript>' in body


def test_the_bar_stops_asking_when_all_is_done(alice):
    place = send(alice)["Location"]

    waiting = alice.browser.get(f"{place}progress/")
    run_jobs("default")
    over = alice.browser.get(f"{place}progress/")

    assert "hx-get" in waiting.content.decode()
    assert "HX-Refresh" not in waiting
    assert "hx-get" not in over.content.decode()
    assert over["HX-Refresh"] == "true"


def test_the_result_names_each_refused_line(alice):
    place = send(alice, table(row(), row(price="0"), row(quantity="<b>six</b>")))["Location"]
    run_jobs("default")

    body = page(alice, place)

    assert "The line has no price." in body
    assert "&lt;b&gt;six&lt;/b&gt;" in body
    assert "hx-get" not in body
    assert "sales.csv" in page(alice, "/imports/")


def test_the_result_leads_to_the_imported_documents(alice, acme):
    with workspace_of(acme):
        make.company()
        own = make.issued_invoice().label
    place = send(alice, table(row(), row(number="C7", quantity="-1")))["Location"]
    run_jobs("default")

    result = page(alice, place)
    invoices = page(alice, "/invoices/?series=imported")

    assert 'href="/invoices/?series=imported"' in result
    assert 'href="/invoices/credit-notes/?series=imported"' in result
    assert "536365" in invoices
    assert own not in invoices
    assert own in page(alice, "/invoices/?series=own")
    assert "C7" in page(alice, "/invoices/credit-notes/?series=imported")


def test_a_file_that_cannot_be_read_says_why(alice):
    place = send(alice, HEADER.replace(",Quantity", ""))["Location"]
    run_jobs("default")

    assert "The file has no column Quantity." in page(alice, place)


def test_many_refused_lines_come_in_pages(alice):
    place = send(alice, table(*[row(price="0")] * 60))["Location"]
    run_jobs("default")

    assert page(alice, place).count("The line has no price.") == 50
    assert page(alice, f"{place}?page=2").count("The line has no price.") == 10


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"file": ""}, "This field is required."),
        ({"file": upload(b"")}, "The file is empty."),
        ({"file": upload(b"PK\x03\x04", "a.xlsx")}, "This is not a CSV file."),
        ({"currency": "XXX"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_sent_is_told_beside_the_field(alice, acme, given, sentence):
    response = send(alice, **given)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    with workspace_of(acme):
        assert not Import.objects.exists()


def test_a_viewer_sees_imports_and_sends_none(bob, alice):
    place = send(alice)["Location"]
    with public_room():
        Membership.objects.filter(pk=bob.membership.pk).update(role="viewer")

    assert 'type="file"' not in page(bob, "/imports/")
    assert "sales.csv" in page(bob, place)
    assert send(bob).status_code == 403


def test_charlie_finds_nothing(alice, acme, charlie):
    place = send(alice)["Location"]

    assert charlie.at(acme).get("/imports/").status_code == 404
    assert charlie.at(acme).get(place).status_code == 404
    assert charlie.at(acme).get(f"{place}progress/").status_code == 404
    assert charlie.browser.get(place).status_code == 404
