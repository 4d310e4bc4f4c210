"""The page on which a draft is written reckons as one types, with the arithmetic of saving."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tenants.rooms import workspace_of
from tests import make
from tests.workspace.sales.test_sales_pages import CAKE, LIST, NEW, written
from workspace.sales.forms.window import LINES_ON_A_PAGE
from workspace.sales.models import Invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(acme):
    with workspace_of(acme):
        make.company()
        return make.party(name="SIA Maize")


def typed(browser, form, *, by="", url=NEW, **asked):
    """What htmx sends when a key was pressed in the element of this id or name."""
    headers = {"hx-request": "true", "accept-language": "en"}
    headers |= {"hx-trigger-name": by} if by.endswith("-description") else {"hx-trigger": by}
    ask = asked or {"recalculate": "1"}
    return browser.post(url, {**form, **ask}, headers=headers)


_PART = re.compile(
    r'<(output|div|select)(?=[^>]*hx-swap-oob)[^>]* id="([^"]+)"[^>]*>(.*?)</\1>', re.DOTALL
)


def parts(response):
    """The text of each part of the answer, by the id of what it takes the place of."""
    found = _PART.findall(response.content.decode())
    return {place: _text(inside) for _tag, place, inside in found}


def _text(inside):
    return " ".join(re.sub(r"<[^>]+>", " ", inside).replace("\xa0", " ").split())


def value_in(response, place):
    """Of the input that takes the place of the one with this id; nothing if none does."""
    found = re.search(rf'id="{place}" value="([^"]*)"[^>]*hx-swap-oob', response.content.decode())
    return found and found[1]


def test_a_key_brings_the_net_of_its_line_and_all_sums(bob, acme, party):
    form = written(party, {**CAKE, "quantity": "2,5"}, {**CAKE, "vat": "reduced"})

    answer = parts(typed(bob.browser, form, by="lines-0"))

    assert answer["lines-0-net"] == "36.25"
    assert "lines-1-net" not in answer
    assert answer["sums"] == (
        "Net 65.25 VAT 21% of 36.25 7.61 VAT 12% of 29.00 3.48 To pay, EUR 76.34"
    )
    assert "Ready to issue" in answer["obstacles"]
    with workspace_of(acme):
        assert Invoice.objects.count() == 0


def test_what_is_reckoned_is_what_is_saved(bob, acme, party):
    form = written(party, *[{**CAKE, "quantity": "3", "unit_price": "1,11"}] * 3)

    shown = parts(typed(bob.browser, form, by="head"))["sums"]
    bob.browser.post(NEW, form)

    with workspace_of(acme):
        saved = Invoice.objects.get()
    assert (saved.net, saved.vat, saved.gross) == (
        Decimal("9.99"),
        Decimal("2.10"),
        Decimal("12.09"),
    )
    assert shown.endswith("VAT 21% of 9.99 2.10 To pay, EUR 12.09")


def test_what_is_no_item_bears_the_standard_rate_unless_another_is_chosen(bob, acme, party):
    form = written(party, {**CAKE, "vat": ""})

    shown = parts(typed(bob.browser, form, by="lines-0"))["sums"]
    bob.browser.post(NEW, form)

    assert shown == "Net 29.00 VAT 21% of 29.00 6.09 To pay, EUR 35.09"
    with workspace_of(acme):
        line = Invoice.objects.get().lines.get()
    assert (line.tax_code, line.vat_rate) == ("standard", 21)


def test_who_bears_no_vat_charges_none(bob, acme):
    with workspace_of(acme):
        make.company(vat_registered=False, vat_number="")
        form = written(make.party(), {**CAKE, "vat": ""})

    shown = parts(typed(bob.browser, form, by="lines-0"))["sums"]

    assert shown == "Net 29.00 To pay, EUR 29.00"


def test_what_cannot_be_read_is_told_at_its_field_and_the_last_sums_stay(bob, party):
    form = written(party, {**CAKE, "quantity": "two"}, CAKE)

    answer = parts(typed(bob.browser, form, by="lines-0"))

    assert answer["lines-0-quantity-fault"] == "Write a number, such as 1234.50 or 1234,50."
    assert answer["lines-0-unit_price-fault"] == ""
    assert "sums" not in answer


def test_a_line_that_is_only_begun_is_no_fault_and_counts_nothing(bob, party):
    form = written(party, {"description": "Cake"}, CAKE)

    answer = parts(typed(bob.browser, form, by="lines-0"))

    assert answer["lines-0-net"] == "–"
    assert answer["lines-0-quantity-fault"] == ""
    assert "35.09" in answer["sums"]
    assert "Complete every line" in answer["obstacles"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"quantity": "-1"}, "quantity"),
        ({"unit_price": "-1"}, "unit_price"),
        ({"vat": "luxury"}, "vat"),
    ],
)
def test_what_no_line_may_say_is_told_at_its_field(bob, party, said, field):
    answer = parts(typed(bob.browser, written(party, {**CAKE, **said}), by="lines-0"))

    assert answer[f"lines-0-{field}-fault"]
    assert "sums" not in answer


def test_an_item_that_is_named_fills_in_the_line(bob, acme, party):
    with workspace_of(acme):
        item = make.item(name="Rye bread", code="RYE", tax_code="food", unit="KGM")
    form = written(party, {"description": "rye"}, issue_date="2026-06-30")

    response = typed(bob.browser, form, by="lines-0-description")

    assert value_in(response, "id_lines-0-description") == "Rye bread"
    assert value_in(response, "id_lines-0-item") == str(item.pk)
    assert value_in(response, "id_lines-0-unit_price") == "2.5"
    body = response.content.decode()
    assert '<option value="KGM" selected>' in body
    assert '<option value="food" selected>21% Bread' in body


def test_what_was_typed_before_the_item_stays_and_what_another_item_left_goes(bob, acme, party):
    with workspace_of(acme):
        rye, oat = (make.item(name=name, unit_price=2) for name in ("Rye", "Oat"))
    own = {"description": "Oat", "unit_price": "9", "quantity": "1"}
    was = {**own, "item": str(rye.pk)}

    answers = [
        typed(bob.browser, written(party, line), by="lines-0-description") for line in (own, was)
    ]

    assert [value_in(one, "id_lines-0-unit_price") for one in answers] == ["9", "2"]
    assert [value_in(one, "id_lines-0-item") for one in answers] == [str(oat.pk)] * 2


def test_while_somebody_types_in_a_line_its_inputs_are_left_alone(bob, acme, party):
    with workspace_of(acme):
        make.item(name="Rye bread", code="RYE")

    answer = parts(typed(bob.browser, written(party, {"description": "RYE"}), by="lines-0"))

    assert not [place for place in answer if place and place.startswith("id_")]


def test_another_date_brings_other_rates(bob, party):
    form = written(party, {**CAKE, "vat": "food"})

    rates = []
    for day in ("2026-06-30", "2026-07-01", "2027-06-30", "2027-07-01"):
        answer = parts(typed(bob.browser, {**form, "supply_date": day}, by="head"))
        rates.append(answer["sums"].split("VAT ")[1].split("%")[0])
        assert f"{rates[-1]}% Bread" in answer["id_lines-0-vat"]

    assert rates == ["21", "12", "12", "21"]


def test_a_line_is_added_and_removed_without_a_page(bob, party):
    added = typed(bob.browser, written(party, CAKE), add="1")
    removed = typed(bob.browser, written(party, CAKE, CAKE), remove="0")

    body = added.content.decode()
    assert 'id="lines-2"' in body
    assert 'value="3" id="id_lines-TOTAL_FORMS"' in body
    assert "<html" not in body
    assert "To pay, EUR 35.09" in parts(removed)["sums"]


def test_without_javascript_the_button_recalculates_and_keeps_what_was_typed(bob, party):
    form = {**written(party, {**CAKE, "quantity": "2,5"}, note="Thank you"), "recalculate": "1"}

    page = " ".join(
        bob.browser.post(NEW, form, headers={"accept-language": "en"}).content.decode().split()
    )

    assert 'value="2,5"' in page
    assert "Thank you" in page
    assert "43.86" in page.split('id="sums"')[1]
    assert 'role="alert"' not in page


def test_what_is_missing_is_listed_while_one_types(bob, acme, party):
    with workspace_of(acme):
        make.company(street="")

    answer = parts(typed(bob.browser, {**written(party), "party": ""}, by="head"))

    assert "Choose a customer." in answer["obstacles"]
    assert "Add at least one line." in answer["obstacles"]
    assert "Settings" in answer["obstacles"]


def test_one_key_costs_the_same_queries_for_one_line_and_for_a_hundred(
    bob, acme, party, django_assert_num_queries
):
    with workspace_of(acme):
        make.item(name="Cake")
    for lines in (1, 100):
        typed(bob.browser, written(party, CAKE), by="lines-0")  # the host is known for a second
        # who asks; the company; the customer; the items by name, by key; the last date of issue
        with django_assert_num_queries(6):
            typed(bob.browser, written(party, *[CAKE] * lines), by="lines-0")


@pytest.fixture
def long_draft(acme, party):
    with workspace_of(acme):
        lines = [make.line(description=f"Cake {number}") for number in range(1, 251)]
        return make.invoice(party=party, lines=lines)


def part_of(party, page, *lines):
    """The form of one page of a long draft."""
    form = written(party, *lines)
    return {**form, "page": str(page.window.number), "seen": page.window.seen}


def test_a_long_draft_is_edited_by_the_hundred_and_the_rest_stays(bob, acme, party, long_draft):
    url = f"{LIST}{long_draft.pk}/edit/"
    page = bob.browser.get(f"{url}?lines=2").context["sheet"]
    assert [row.values["description"] for row in page.rows()][:1] == ["Cake 101"]
    assert len(page.rows()) == LINES_ON_A_PAGE + 1

    form = part_of(party, page, {**CAKE, "description": "Only one"})
    sums = parts(typed(bob.browser, form, by="lines-0", url=url))["sums"]
    answer = bob.browser.post(url, {**form, "go": "3"})

    assert answer["Location"] == f"{url}?lines=3"
    with workspace_of(acme):
        kept = [line.description for line in long_draft.lines.all()]
        gross = Invoice.objects.get().gross
    assert kept[99:102] == ["Cake 100", "Only one", "Cake 201"]
    assert len(kept) == 151
    assert f"{gross:,.2f}" in sums


def test_a_long_draft_that_somebody_else_changed_is_not_saved_over(bob, acme, party, long_draft):
    url = f"{LIST}{long_draft.pk}/edit/"
    page = bob.browser.get(f"{url}?lines=2").context["sheet"]
    with workspace_of(acme):
        shorter = list(long_draft.lines.all())[10:]
        long_draft.edit(by=long_draft.created_by, lines=shorter)

    response = bob.browser.post(url, part_of(party, page, CAKE))

    assert "Cake" in response.content.decode()
    assert response.context["form"].non_field_errors()
    with workspace_of(acme):
        assert long_draft.lines.count() == 240


def test_a_tax_code_is_chosen_on_the_page_and_follows_the_date(bob, acme, party):
    bob.browser.post(NEW, written(party, {**CAKE, "vat": "food"}, issue_date="2026-06-30"))

    with workspace_of(acme):
        invoice = Invoice.objects.get()
        line = invoice.lines.get()
        assert (line.tax_code, line.vat_rate) == ("food", 21)
        invoice.edit(by=invoice.created_by, issue_date=date(2026, 7, 1))
        assert invoice.lines.get().vat_rate == 12
