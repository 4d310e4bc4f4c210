"""While somebody types quickly, answers of the server may come in another order than they were asked for."""

from __future__ import annotations


def test_the_sums_are_those_of_what_was_typed_last(served, page):
    home = sign_in_as_alice(served, page)
    hold_up_the_first_answer(page)
    page.goto(f"{home}/invoices/new/")

    page.locator("#id_lines-0-description").fill("Something that is no item")
    page.locator("#id_lines-0-quantity").fill("2")  # leaving the description asks the server
    page.locator("#id_lines-0-unit_price").fill("10")

    page.locator("#lines-0-net").get_by_text("20.00").wait_for()
    page.wait_for_timeout(3000)  # the answer that was held up arrives, and is seen through
    page.locator("#lines-0-net").get_by_text("20.00").wait_for()
    assert "20.00" in page.locator("#sums").inner_text()


def sign_in_as_alice(served, page):
    alice = next(one for one in served.facts["people"] if one["name"] == "Alice")
    page.goto(f"{served.facts['workspaces']['acme']}/")
    page.get_by_label("E-mail").fill(alice["email"])
    page.get_by_label("Password").fill(alice["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{served.facts['workspaces']['acme']}/**")
    return served.facts["workspaces"]["acme"]


def hold_up_the_first_answer(page):
    """What leaving the description asks is answered when everything else is."""
    page.add_init_script("""
        const {send, setRequestHeader} = XMLHttpRequest.prototype;
        XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
            if (name === "HX-Trigger-Name" && value === "lines-0-description") this.slow = true;
            setRequestHeader.call(this, name, value);
        };
        XMLHttpRequest.prototype.send = function (body) {
            setTimeout(() => send.call(this, body), this.slow ? 1500 : 0);
        };
    """)
