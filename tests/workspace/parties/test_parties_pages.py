"""Customers on pages: found, added, changed, archived."""

from __future__ import annotations

import pytest

from tenants.rooms import public_room, workspace_of
from tests import make
from workspace.logbook.models import Entry
from workspace.parties.models import Party

pytestmark = pytest.mark.django_db

HERE = "/parties/"
MAIZE = {"name": "SIA Maize", "kind": "company", "country": "LV", "is_customer": "on"}

NAMES = ["street", "city", "postal_code"]


@pytest.fixture
def maize(acme):
    with workspace_of(acme):
        return make.party(name="SIA Maize", vat_number="LV40003521600")


def page_of(response):
    return response.content.decode()


def english(browser):
    browser.cookies["__Host-lang"] = "en"
    return browser


def test_an_empty_list_says_what_will_be_here_and_begins(bob):
    page = page_of(english(bob.browser).get(HERE))

    assert "Whom you sell to will stand here" in page
    assert page.count('href="/parties/new/"') == 1


def test_a_party_is_added_and_shown(bob, acme):
    response = english(bob.browser).post(f"{HERE}new/", MAIZE, follow=True)

    with workspace_of(acme):
        made = Party.objects.get()
    assert response.redirect_chain == [(f"{HERE}{made.pk}/", 302)]
    assert "SIA Maize is added." in page_of(response)
    assert (made.name, made.is_customer, made.is_supplier) == ("SIA Maize", True, False)


def test_an_address_may_wait_but_is_not_called_optional(bob):
    form = english(bob.browser).get(f"{HERE}new/").context["form"]

    optional = [name for name in NAMES if 'class="optional"' in form[name].as_field_group()]
    assert optional == ["postal_code"]


def test_a_new_one_begins_in_the_companys_country(bob):
    assert '<option value="LV" selected>Latvia</option>' in page_of(
        english(bob.browser).get(f"{HERE}new/")
    )


def test_a_number_of_another_party_is_told_beside_the_field_and_nothing_typed_is_lost(
    bob, acme, maize
):
    given = {**MAIZE, "name": "Twin", "vat_number": "LV 40003521600"}

    page = page_of(english(bob.browser).post(f"{HERE}new/", given))

    assert '<a href="#id_vat_number">VAT number: Another party has this VAT number.</a>' in page
    assert 'value="Twin"' in page
    with workspace_of(acme):
        assert Party.objects.count() == 1


def test_a_change_is_kept_once(bob, acme, maize):
    for _ in range(2):
        response = bob.browser.post(f"{HERE}{maize.pk}/edit/", {**MAIZE, "city": "Cēsis"})
        assert response.status_code == 302

    with workspace_of(acme):
        assert Party.objects.get().city == "Cēsis"
        assert Entry.objects.count() == 1


def test_a_change_that_is_refused_shows_the_name_as_it_still_is(bob, acme, maize):
    with workspace_of(acme):
        other = make.party(name="SIA Other")

    page = page_of(
        english(bob.browser).post(
            f"{HERE}{other.pk}/edit/", {**MAIZE, "vat_number": "LV40003521600"}
        )
    )

    assert "<title>Error: SIA Other" in page
    assert "Another party has this VAT number." in page


def test_archiving_offers_to_take_it_back(bob, acme, maize):
    page = page_of(english(bob.browser).post(f"{HERE}{maize.pk}/archive/", follow=True))

    assert f'action="{HERE}{maize.pk}/restore/"' in page
    assert "SIA Maize is archived." in page
    assert bob.browser.post(f"{HERE}{maize.pk}/restore/").status_code == 302
    with workspace_of(acme):
        assert not Party.objects.get().is_archived


def test_a_search_finds_by_number_and_says_when_it_finds_nothing(bob, maize):
    assert "SIA Maize" in page_of(bob.browser.get(HERE, {"q": "4000352"}))
    assert "Nothing was found" in page_of(english(bob.browser).get(HERE, {"q": "nobody"}))


def test_a_long_list_goes_page_by_page_and_keeps_the_search(bob, acme):
    with workspace_of(acme):
        Party.objects.bulk_create(Party(name=f"P{n:02}", country="LV") for n in range(51))

    page = page_of(english(bob.browser).get(HERE, {"q": "P"}))

    assert "1 to 50 of 51" in page
    assert 'href="?q=P&amp;page=2"' in page


def test_a_list_asks_as_often_for_three_as_for_one(bob, acme, django_assert_num_queries):
    bob.browser.get(HERE)
    for more in (1, 2):
        with workspace_of(acme):
            for _ in range(more):
                make.party()
        with django_assert_num_queries(3):  # the session, how many, the page
            assert bob.browser.get(HERE).status_code == 200


def test_an_invoice_to_them_begins_on_their_page_unless_archived(bob, acme, maize):
    there = f"{HERE}{maize.pk}/"

    assert f'href="/invoices/new/?party={maize.pk}"' in page_of(bob.browser.get(there))
    assert f'href="/invoices/?party={maize.pk}"' in page_of(bob.browser.get(there))

    with workspace_of(acme):
        maize.archive(by=None)
    assert "/invoices/new/" not in page_of(bob.browser.get(there))


def test_a_viewer_sees_no_button_that_changes(acme, bob, maize):
    as_viewer(bob)
    browser = english(bob.browser)

    assert "/parties/new/" not in page_of(browser.get(HERE))
    page = page_of(browser.get(f"{HERE}{maize.pk}/"))
    assert f"{maize.pk}/edit/" not in page
    assert f"{maize.pk}/archive/" not in page
    assert "/invoices/new/" not in page
    for path in ("new/", f"{maize.pk}/edit/", f"{maize.pk}/archive/", f"{maize.pk}/restore/"):
        assert browser.post(HERE + path, MAIZE).status_code == 403


def as_viewer(person):
    membership = person.membership
    membership.role = "viewer"
    with public_room():
        membership.save(update_fields=["role"])


@pytest.mark.parametrize("path", ["", "new/", "{}/", "{}/edit/"])
def test_charlie_finds_nothing(charlie, acme, maize, path):
    there = HERE + path.format(maize.pk)

    assert charlie.at(acme).get(there).status_code == 404
    if path.startswith("{}"):
        assert charlie.browser.get(there).status_code == 404


@pytest.mark.parametrize("verb", ["edit", "archive", "restore"])
def test_charlie_changes_nothing(charlie, acme, maize, verb):
    there = f"{HERE}{maize.pk}/{verb}/"

    assert charlie.at(acme).post(there, {**MAIZE, "name": "Mine"}).status_code == 404
    assert charlie.browser.post(there, {**MAIZE, "name": "Mine"}).status_code == 404
    with workspace_of(acme):
        assert (Party.objects.get().name, Party.objects.get().is_archived) == ("SIA Maize", False)
