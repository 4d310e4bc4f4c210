"""The pages of money, as a browser without JavaScript sees them."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.rooms import public_room, workspace_of
from tests import make
from workspace.money.models import Allocation, Payment

pytestmark = pytest.mark.django_db
NEW = "/money/new/"


@pytest.fixture
def party(acme):
    with workspace_of(acme):
        make.company()
        return make.party(name="SIA Maize")


@pytest.fixture
def invoices(acme, party):
    """Two of 35.09, the older one first."""
    with workspace_of(acme):
        days = [make.TODAY - timedelta(days=days) for days in (40, 3)]
        return [make.issued_invoice(party=party, on=day) for day in days]


def text(response):
    return " ".join(response.content.decode().split()).replace("\xa0", " ")


def foot_of(page):
    """The sums below the payments of an invoice."""
    rows = re.search("<tfoot>(.*?)</tfoot>", page)[1]
    return re.findall(
        r'<th scope="row"[^>]*>([^<]*)</th>.*?<td class="figure main">([^<]*)</td>', rows
    )


def form_of(page, **typed):
    """What a browser would send of the form on this page, with these fields typed over."""
    fields = {}
    for tag in re.findall(r"<(?:input|textarea)[^>]*>", page.content.decode()):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken" and 'type="submit"' not in tag:
            fields[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', text(page)):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else re.search(r'value="([^"]*)"', options)[1]
    fields.pop("language", None)
    return {**fields, **typed}


def test_the_open_amount_of_an_invoice_is_recorded_with_one_click(bob, acme, invoices):
    place = f"{NEW}?invoice={invoices[0].pk}"
    page = bob.browser.get(place)
    form = form_of(page)

    done = bob.browser.post(place, form)
    bob.browser.post(place, form)

    assert (form["amount"], form["currency"], form["date"]) == (
        "35.09",
        "EUR",
        make.TODAY.isoformat(),
    )
    assert done.headers["Location"] == f"/invoices/{invoices[0].pk}/"
    with workspace_of(acme):
        payment = Payment.objects.get()
        assert payment.created_by.name == "Bob"
        assert Allocation.objects.get().amount == Decimal("35.09")
    shown = text(bob.browser.get(f"/invoices/{invoices[0].pk}/"))
    assert foot_of(shown) == [("Paid", "35.09"), ("Open", "0.00")]
    assert "Record payment" not in shown


def test_a_comma_is_a_decimal_sign_and_a_part_is_paid(bob, acme, invoices):
    place = f"{NEW}?invoice={invoices[0].pk}"

    bob.browser.post(place, form_of(bob.browser.get(place), amount="10,50"))

    shown = text(bob.browser.get(f"/invoices/{invoices[0].pk}/"))
    assert foot_of(shown) == [("Paid", "10.50"), ("Open", "24.59")]


def test_what_is_beyond_the_invoice_stays_an_advance(bob, acme, invoices):
    place = f"{NEW}?invoice={invoices[0].pk}"

    bob.browser.post(place, form_of(bob.browser.get(place), amount="40"))

    with workspace_of(acme):
        assert Payment.objects.with_rest().get().rest == Decimal("4.91")


def test_nothing_typed_is_lost_when_it_is_refused(bob, acme, invoices):
    place = f"{NEW}?invoice={invoices[0].pk}"
    typed = {"amount": "10,005", "reference": "My reference", "note": "My note", "method": "cash"}

    page = text(bob.browser.post(place, form_of(bob.browser.get(place), **typed)))

    assert 'value="10,005"' in page
    assert 'value="My reference"' in page
    assert "My note</textarea>" in page
    assert '<option value="cash" selected>' in page
    with workspace_of(acme):
        assert not Payment.objects.exists()


def test_the_money_is_distributed_to_the_oldest_first(bob, acme, party, invoices):
    place = f"{NEW}?party={party.pk}"
    first, second = (f"share-{invoice.pk}" for invoice in invoices)

    spread = bob.browser.post(
        place, form_of(bob.browser.get(place), amount="50", distribute="1", note="kept")
    )
    form = form_of(spread)
    done = bob.browser.post(place, form)

    assert (form[first], form[second], form["amount"]) == ("35.09", "14.91", "50")
    assert "kept</textarea>" in text(spread)
    with workspace_of(acme):
        payment = Payment.objects.get()
        amounts = set(Allocation.objects.values_list("invoice_id", "amount"))
    assert done.headers["Location"] == f"/money/{payment.pk}/"
    assert amounts == {(invoices[0].pk, Decimal("35.09")), (invoices[1].pk, Decimal("14.91"))}


def test_who_does_not_say_what_is_paid_is_shown_first(bob, acme, party, invoices):
    place = f"{NEW}?party={party.pk}"

    page = bob.browser.post(place, form_of(bob.browser.get(place), amount="50"))

    assert "The money goes to the oldest invoices first" in text(page)
    assert form_of(page)[f"share-{invoices[0].pk}"] == "35.09"
    with workspace_of(acme):
        assert not Payment.objects.exists()


def test_an_advance_is_kept_and_allocated_later(bob, acme, party, invoices):
    place = f"{NEW}?party={party.pk}"
    bob.browser.post(place, form_of(bob.browser.get(place), amount="50", advance="1"))
    with workspace_of(acme):
        payment = Payment.objects.get()
        assert not Allocation.objects.exists()
    page = bob.browser.get(f"/money/{payment.pk}/")

    form = form_of(page)
    bob.browser.post(f"/money/{payment.pk}/allocate/", form)

    assert form[f"share-{invoices[0].pk}"] == "35.09"
    with workspace_of(acme):
        assert Payment.objects.with_rest().get().rest == 0


def test_too_much_is_told_beside_the_invoice_and_stays_typed(bob, acme, party, invoices):
    with workspace_of(acme):
        payment = make.payment(party=party)
    share = f"share-{invoices[0].pk}"

    refused = bob.browser.post(f"/money/{payment.pk}/allocate/", {share: "40"})

    assert refused.status_code == 422
    assert "Of INV-00001 only 35.09 EUR is open." in text(refused)
    assert form_of(refused)[share] == "40"


def test_the_same_form_with_another_amount_is_not_taken_for_the_first(bob, acme, invoices):
    place = f"{NEW}?invoice={invoices[0].pk}"
    form = form_of(bob.browser.get(place))
    bob.browser.post(place, form)

    again = bob.browser.post(place, {**form, "amount": "1"})

    assert "A payment was recorded from this form already" in text(again)
    with workspace_of(acme):
        assert Payment.objects.count() == 1


def test_an_allocation_is_taken_back_and_a_payment_reversed(bob, acme, party, invoices):
    with workspace_of(acme):
        amounts = {invoices[0].pk: Decimal("10")}
        payment = make.payment(party=party, allocations=amounts)
    place = f"/money/{payment.pk}/"

    bob.browser.post(f"{place}take-back/", {"invoice": str(invoices[0].pk)})
    with workspace_of(acme):
        assert not Allocation.objects.exists()
    empty = bob.browser.post(f"{place}reverse/", {"reason": ""})
    assert "This field is required." in text(empty)
    after = text(bob.browser.post(f"{place}reverse/", {"reason": "Twice"}, follow=True))

    assert "Reversed by Bob" in after
    assert "Twice" in after
    assert f'href="{place}reverse/"' not in after


def test_the_list_has_sums_and_finds_by_words_method_and_date(bob, acme, party):
    with workspace_of(acme):
        make.payment(party=party, reference="RF18")
        old = make.TODAY - timedelta(days=30)
        make.payment(amount=Decimal("7"), method="cash", date=old)
        wrong = make.payment(amount=Decimal("900"), party=party)
        wrong.reverse(by=wrong.created_by, reason="Wrong")

    def listed(query):
        return text(bob.browser.get(f"/money/{query}"))

    assert '<td class="figure main">57.00</td></tr> </tfoot>' in listed("")
    assert "Sum of 1" in listed("?q=rf18")
    assert "Sum of 1" in listed("?method=cash")
    assert "Sum of 1" in listed(f"?date_to={old}")
    assert "Sum of 2" in listed(f"?party={party.pk}")
    assert "Nothing was found" in listed("?q=nobody")


@pytest.mark.parametrize("place", ["/money/", "/invoices/"])
def test_the_list_asks_as_much_for_three_as_for_one(bob, acme, party, place):
    counts = []
    for more in (1, 2):
        with workspace_of(acme):
            for _ in range(more):
                invoice = make.issued_invoice(party=party)
                make.payment(party=party, allocations={invoice.pk: Decimal("5")})
        bob.browser.get(place)  # the host is remembered for a second
        with CaptureQueriesContext(connection) as asked:
            bob.browser.get(place)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_who_owes_is_asked_first(bob, acme, party, invoices):
    page = text(bob.browser.get(NEW))

    assert f'href="{NEW}?party={party.pk}"' in page
    assert "70.18 EUR" in page
    assert "Nobody of this name" in text(bob.browser.get(f"{NEW}?q=other"))


def test_the_party_s_page_says_what_it_owes(bob, acme, party, invoices):
    with workspace_of(acme):
        make.payment(party=party, amount=Decimal("5"))

    page = text(bob.browser.get(f"/parties/{party.pk}/"))

    assert re.findall(r"<dt>([^<]*)</dt><dd[^>]*><a [^>]*>([^<]*)</a>", page) == [
        ("Open", "70.18 EUR"),
        ("Overdue", "35.09 EUR"),
        ("Paid in advance", "5.00 EUR"),
    ]


def test_the_list_of_invoices_shows_and_finds_what_is_open(bob, acme, party, invoices):
    with workspace_of(acme):
        make.payment(party=party, allocations={invoices[1].pk: Decimal("35.09")})
        make.invoice(party=party)

    everything = text(bob.browser.get("/invoices/"))
    overdue = text(bob.browser.get("/invoices/?settlement=overdue"))

    assert '<span class="pill bad">Overdue</span>' in everything
    assert '<span class="pill good">Paid</span>' in everything
    assert '<td class="figure wide">35.09</td></tr> </tfoot>' in everything
    assert "INV-00001" in overdue
    assert "INV-00002" not in overdue


def test_today_leads_to_what_is_overdue_and_says_what_came_in(alice, acme, party, invoices):
    with workspace_of(acme):
        make.payment(party=party, amount=Decimal("5"))

    page = text(alice.browser.get("/"))

    assert f'href="{NEW}?invoice={invoices[0].pk}"' in page
    assert f"?invoice={invoices[1].pk}" not in page
    assert "5.00 EUR came in" in page


def test_charlie_finds_nothing(charlie, acme, party, invoices):
    with workspace_of(acme):
        payment = make.payment(party=party)
    stranger = charlie.at(acme)

    for place in ("/money/", NEW, f"/money/{payment.pk}/"):
        assert stranger.get(place).status_code == 404
    for verb in ("allocate", "take-back", "reverse"):
        assert stranger.post(f"/money/{payment.pk}/{verb}/").status_code == 404
    assert charlie.browser.get(f"/money/{payment.pk}/").status_code == 404
    assert charlie.browser.get(f"{NEW}?party={party.pk}").status_code == 404


def test_who_may_not_record_payments_may_look(bob, acme, party, invoices):
    with workspace_of(acme):
        payment = make.payment(party=party)
    with public_room():
        type(bob.membership).objects.filter(pk=bob.membership.pk).update(role="viewer")

    page = text(bob.browser.get(f"/money/{payment.pk}/"))

    assert "Reverse" not in page
    assert "Allocate<" not in page
    assert bob.browser.get(NEW).status_code == 403
    assert bob.browser.post(f"/money/{payment.pk}/reverse/", {"reason": "x"}).status_code == 403
