"""The pages of sales, as a browser without JavaScript sees them."""

from decimal import Decimal

import pytest

from tenants.rooms import public_room, workspace_of
from tests import make
from workspace.catalogue.units import UNITS, unit_short
from workspace.sales.imported import ImportedDocument, ImportedLine, record_imported
from workspace.sales.models import CreditNote, Invoice

pytestmark = pytest.mark.django_db
LIST = "/invoices/"
NEW = "/invoices/new/"


@pytest.fixture
def party(acme):
    with workspace_of(acme):
        make.company()
        return make.party(name="SIA Maize")


@pytest.fixture
def draft(acme, party):
    with workspace_of(acme):
        return make.invoice(party=party)


@pytest.fixture
def issued(acme, party):
    with workspace_of(acme):
        return make.issued_invoice(party=party)


def written(party, *lines, **values):
    """The form as a browser sends it, with one row left blank."""
    form = {"party": str(party.pk), "currency": "EUR", "language": "", **values}
    rows = [*lines, {}]
    form |= {"lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": "0"}
    for place, row in enumerate(rows):
        blank = {"description": "", "quantity": "", "unit": "", "unit_price": "", "vat": ""}
        form |= {f"lines-{place}-{name}": value for name, value in {**blank, **row}.items()}
    return form


CAKE = {"description": "Cake", "quantity": "2", "unit_price": "14,50", "vat": "S:21"}


def text(response):
    return " ".join(response.content.decode().split()).replace("\xa0", " ")


def test_an_empty_list_says_how_to_begin(bob, party):
    page = text(bob.browser.get(LIST))

    assert f'href="{NEW}"' in page
    assert "<table" not in page


def test_a_draft_is_written_with_comma_decimals(bob, acme, party):
    response = bob.browser.post(NEW, written(party, CAKE, note="Thank you"))

    with workspace_of(acme):
        invoice = Invoice.objects.get()
        assert (invoice.gross, invoice.note, invoice.lines.count()) == (
            Decimal("35.09"),
            "Thank you",
            1,
        )
        assert invoice.created_by.name == "Bob"
    assert response["Location"] == f"{LIST}{invoice.pk}/"


def test_the_name_of_an_item_fills_in_the_rest(bob, acme, party):
    with workspace_of(acme):
        item = make.item(name="Rye bread", code="RYE", unit_price=Decimal("1.11"))

    for word in ("Rye bread", "RYE", "rye", "RYE BREAD"):
        bob.browser.post(NEW, written(party, {"description": word, "quantity": "3"}))

    with workspace_of(acme):
        lines = [line for invoice in Invoice.objects.all() for line in invoice.lines.all()]
    assert [(line.item_id, line.description, line.net) for line in lines] == [
        (item.pk, "Rye bread", Decimal("3.33"))
    ] * 4


def test_items_that_differ_by_capitals_only_are_told_apart(bob, acme, party):
    with workspace_of(acme):
        items = [make.item(name=f"Bread {code}", code=code) for code in ("rye", "RYE")]

    typed = [{"description": code, "quantity": "3"} for code in ("rye", "RYE")]
    bob.browser.post(NEW, written(party, *typed))

    with workspace_of(acme):
        lines = Invoice.objects.get().lines.all()
        assert [line.item_id for line in lines] == [item.pk for item in items]


def test_asking_for_a_line_keeps_what_was_typed_and_complains_of_nothing(bob, acme, party):
    half = {"description": "Cake", "quantity": "two"}

    page = text(bob.browser.post(NEW, {**written(party, half, note="Thank you"), "add": "1"}))

    assert 'name="lines-TOTAL_FORMS" value="3"' in page
    assert 'value="two"' in page
    assert "Thank you" in page
    assert 'role="alert"' not in page
    with workspace_of(acme):
        assert Invoice.objects.count() == 0


def test_enter_reckons_and_saves_nothing(bob, acme, party):
    form = text(bob.browser.get(NEW)).split('<form class="form"')[1]

    first = form.split("<button")[1].split(">")[0]  # Enter presses it
    assert 'name="recalculate" value="1"' in first
    assert bob.browser.post(NEW, {**written(party, CAKE), "recalculate": "1"}).status_code == 200
    with workspace_of(acme):
        assert Invoice.objects.count() == 0


def test_units_on_paper_are_abbreviations_that_have_no_plural(bob, acme, party):
    with workspace_of(acme):
        lines = [make.line(quantity=Decimal(19)), make.line(unit="KGM", quantity=Decimal("1.5"))]
        draft = make.invoice(party=party, language="en", lines=lines)

    page = text(bob.browser.get(f"{LIST}{draft.pk}/"))

    assert ">19 pcs<" in page
    assert ">1.5 kg<" in page


def test_every_unit_has_an_abbreviation():
    assert [code for code, _name in UNITS if unit_short(code) == code] == []


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(bob, acme, party):
    wrong = {**CAKE, "unit_price": "", "vat": ""}

    response = bob.browser.post(NEW, written(party, wrong, note="Thank you"))

    assert response.status_code == 200
    sheet = response.context["sheet"]
    assert set(sheet.lines.forms[0].errors) == {"unit_price"}
    assert "Thank you" in text(response)
    with workspace_of(acme):
        assert Invoice.objects.count() == 0


def test_a_draft_is_edited_and_a_removed_line_goes(bob, acme, draft):
    url = f"{LIST}{draft.pk}/edit/"
    page = text(bob.browser.get(url))
    assert 'value="Rye bread"' in page

    both = written(draft.party, {"description": "Rye bread", "quantity": "2"}, CAKE)
    shown = bob.browser.post(url, {**both, "remove": "0"})
    assert [row.place for row in shown.context["rows"]] == [1, 2]
    left = {name: value for name, value in both.items() if not name.startswith("lines-0-")}
    response = bob.browser.post(url, left)

    assert response.status_code == 302
    with workspace_of(acme):
        assert [line.description for line in draft.lines.all()] == ["Cake"]


def test_a_draft_is_issued_by_its_button_once(bob, acme, draft):
    page = f"{LIST}{draft.pk}/"
    assert f'action="{page}issue/"' in text(bob.browser.get(page))

    for _ in range(2):
        assert bob.browser.post(f"{page}issue/")["Location"] == page

    shown = text(bob.browser.get(page))
    assert "INV-00001" in shown
    assert "35,09" in shown
    assert f'action="{page}issue/"' not in shown
    with workspace_of(acme):
        assert Invoice.objects.get().number == 1


def test_an_issued_one_has_its_pdf_and_can_be_sent(bob, draft, issued):
    shown = text(bob.browser.get(f"{LIST}{issued.pk}/"))
    not_yet = text(bob.browser.get(f"{LIST}{draft.pk}/"))

    for page in ("pdf", "send"):
        assert f'href="{LIST}{issued.pk}/{page}/"' in shown
        assert f'href="{LIST}{draft.pk}/{page}/"' not in not_yet


def test_what_is_missing_is_listed_with_the_way_to_mend_it(bob, acme, draft):
    with workspace_of(acme):
        make.company(street="")
    page = f"{LIST}{draft.pk}/"

    shown = bob.browser.get(page)

    assert [one["url"] for one in shown.context["obstacles"]] == ["/settings/"]
    assert 'href="/settings/"' in text(shown)
    assert f'action="{page}issue/"' not in text(shown)
    bob.browser.post(f"{page}issue/")
    with workspace_of(acme):
        assert Invoice.objects.get().state == "draft"


def test_an_issued_invoice_is_credited_in_part(bob, acme, issued):
    page = f"{LIST}{issued.pk}/"

    edit = bob.browser.post(f"{page}credit/")["Location"]
    form = bob.browser.get(edit).context["sheet"].lines
    assert [row.initial["quantity"] for row in form.forms] == [Decimal(2)]
    with workspace_of(acme):
        line = issued.lines.get()
    bob.browser.post(
        edit,
        {
            "lines-TOTAL_FORMS": "1",
            "lines-INITIAL_FORMS": "1",
            "lines-0-line": str(line.pk),
            "lines-0-quantity": "0,5",
            "language": "",
        },
    )

    with workspace_of(acme):
        note = CreditNote.objects.get()
        assert (note.credits_id, note.net) == (issued.pk, Decimal("7.25"))
    assert edit == f"{LIST}{note.pk}/edit/?fresh=1"
    bob.browser.post(f"{LIST}{note.pk}/issue/")
    assert "CN-00001" in text(bob.browser.get(page))


def test_cancelling_a_credit_note_that_was_just_begun_leaves_nothing(bob, acme, issued):
    page = f"{LIST}{issued.pk}/"
    edit = bob.browser.post(f"{page}credit/")["Location"]
    cancel = edit.replace("edit/?fresh=1", "discard/")
    assert f'formaction="{cancel}"' in text(bob.browser.get(edit))

    assert bob.browser.post(cancel, {"fresh": "1"})["Location"] == page

    with workspace_of(acme):
        assert CreditNote.objects.count() == 0


def test_cancelling_keeps_a_credit_note_that_was_saved_before(bob, acme, issued):
    page = f"{LIST}{issued.pk}/"
    begun = bob.browser.post(f"{page}credit/")["Location"]
    with workspace_of(acme):
        note = CreditNote.objects.get()
        note.edit(by=note.created_by, note="Broken")

    again = bob.browser.post(f"{page}credit/")["Location"]
    bob.browser.post(f"{LIST}{note.pk}/discard/", {"fresh": "1"})

    assert begun == f"{again}?fresh=1"
    assert "formaction=" not in text(bob.browser.get(again))
    with workspace_of(acme):
        assert CreditNote.objects.get().note == "Broken"


def test_a_draft_is_thrown_away_and_an_issued_one_is_not(bob, acme, draft, issued):
    assert bob.browser.post(f"{LIST}{draft.pk}/discard/")["Location"] == LIST
    bob.browser.post(f"{LIST}{issued.pk}/discard/")

    with workspace_of(acme):
        assert list(Invoice.objects.values_list("pk", flat=True)) == [issued.pk]


def test_an_issued_one_is_not_edited(bob, issued):
    response = bob.browser.get(f"{LIST}{issued.pk}/edit/")

    assert response["Location"] == f"{LIST}{issued.pk}/"


def test_the_list_has_filters_in_its_address_and_sums_at_its_foot(bob, acme, issued, draft):
    with workspace_of(acme):
        old = ImportedDocument(
            "invoice",
            "536365",
            make.party(),
            "GBP",
            make.TODAY,
            [ImportedLine("Bread", Decimal(6), Decimal("2.55"))],
        )
        record_imported([old], by=make.member())

    everything = bob.browser.get(LIST)
    drafts = bob.browser.get(LIST, {"state": "draft"})
    of_maize = bob.browser.get(LIST, {"party": str(issued.party_id), "state": "issued"})

    assert [tuple(one.values())[:3] for one in everything.context["sums"]] == [
        ("EUR", 2, 1),
        ("GBP", 1, 1),
    ]
    assert [one["gross"] for one in everything.context["sums"]] == [
        Decimal("35.09"),
        Decimal("15.30"),
    ]
    assert [row.pk for row in drafts.context["page"]] == [draft.pk]
    assert [row.label for row in of_maize.context["page"]] == ["INV-00001"]
    assert "SIA Maize" in text(of_maize)
    assert bob.browser.get(LIST, {"party": "nonsense", "issued_from": "x"}).status_code == 200


def test_the_foot_says_that_drafts_are_not_in_its_sums(bob, issued, draft):
    english = {"accept-language": "en"}
    both = text(bob.browser.get(LIST, headers=english))
    drafts = text(bob.browser.get(LIST, {"state": "draft"}, headers=english))
    issued_ones = text(bob.browser.get(LIST, {"state": "issued"}, headers=english))

    assert "Issued: sum of 1" in both
    assert "um of" not in drafts
    assert ">Sum of 1" in issued_ones


def test_credit_notes_have_a_list_of_their_own(bob, acme, issued):
    with workspace_of(acme):
        note = make.issued_credit_note()

    response = bob.browser.get("/invoices/credit-notes/")

    assert [row.pk for row in response.context["page"]] == [note.pk]


def test_a_list_costs_the_same_queries_whatever_its_length(
    bob, acme, issued, django_assert_num_queries
):
    bob.browser.get(LIST)
    with django_assert_num_queries(3):  # who asks; the sums; the rows
        bob.browser.get(LIST)
    with workspace_of(acme):
        for _ in range(2):
            make.issued_invoice()
    with django_assert_num_queries(3):
        assert len(bob.browser.get(LIST).context["page"]) == 3


PAGES = ["", "new/", "credit-notes/", "credit-notes/new/", "{id}/", "{id}/edit/"]
VERBS = ["{id}/issue/", "{id}/credit/", "{id}/discard/"]


@pytest.mark.parametrize("path", PAGES + VERBS)
def test_charlie_finds_nothing(acme, charlie, draft, path):
    url = LIST + path.format(id=draft.pk)

    assert charlie.at(acme).get(url).status_code == 404
    assert charlie.at(acme).post(url).status_code == 404


def test_a_viewer_sees_no_button_and_may_press_none(acme, alice, draft, issued):
    from tenants.models import Membership

    with public_room():
        Membership.objects.filter(tenant=alice.home).update(role="owner")  # one stays
        Membership.objects.filter(pk=alice.membership.pk).update(role="viewer")

    for one in (draft, issued):
        assert "<form" not in text(alice.browser.get(f"{LIST}{one.pk}/")).split("<main")[1]
    for path in (*VERBS, "{id}/edit/", "new/", "credit-notes/new/"):
        assert alice.browser.post(LIST + path.format(id=draft.pk)).status_code == 403


def test_a_note_of_a_customer_is_text_and_not_html(bob, acme, party):
    bob.browser.post(NEW, written(party, {**CAKE, "description": "<b>x</b>"}, note="<script>"))

    with workspace_of(acme):
        invoice = Invoice.objects.get()
    page = text(bob.browser.get(f"{LIST}{invoice.pk}/"))
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
