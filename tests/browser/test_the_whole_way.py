"""A business from its first minute to its last, as its owner in Riga goes it: in Latvian, in light
and dark, on a desk and on a phone."""

from __future__ import annotations

import io
import re
import time
from email import message_from_bytes, policy
from pathlib import Path

import pypdf
import pytest

from tests.browser.kontor import PATIENCE
from tests.browser.onlooker import SCHEMES
from tests.browser.settled import settled
from tests.browser.spoken import Spoken

pytestmark = pytest.mark.drill

OWNER, CUSTOMER = "ilze@ozols.example", "gramatvediba@rits.example"
PASSWORD = "četri vārdi un siļķe"
PHONE = "+37120000032"
lv = Spoken("lv")


@pytest.fixture
def page(chromium):
    """A browser that prefers Latvian."""
    context = chromium.new_context(
        ignore_https_errors=True, locale="lv-LV", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


_TEXTS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode.data.trim().replace(/\\s+/g, " "));
    return texts;
}"""


@pytest.fixture
def shoot(onlooker):
    """Pictures of the page, axe's opinion, and whether a word of it is English."""

    def look(page, name):
        onlooker.look(page, f"way-{name}", schemes=SCHEMES)
        english = lv.left_in_english(page.evaluate(_TEXTS))
        onlooker.findings += [f"{name} says in English: {text}" for text in english]

    return look


def press(page, text):
    page.get_by_role("button", name=lv(text), exact=True).first.click()


def write(page, label, text):
    page.get_by_label(re.compile(f"^{re.escape(lv(label))}")).first.fill(text)


def test_a_business_from_its_first_minute_to_its_last(served, page, shoot, onlooker):
    onlooker.listen(page)
    told = served.onboard(
        slug="ozols",
        name="Galdniecība Ozols",
        owner_email=OWNER,
        country="LV",
        language="lv",
        currency="EUR",
    )
    home, public = told["workspace_url"], served.facts["public_url"]

    accept(page, served, home, shoot)
    describe_the_company(page, served, home, shoot)
    offer_something(page, home, shoot)
    know_a_customer(page, home, shoot)
    invoice = write_an_invoice(page, home, shoot)
    read_the_paper(page, served, shoot)
    be_paid_in_two_parts(page, invoice, shoot)
    take_a_part_back(page, invoice, shoot)
    look_around(page, home, public, shoot)
    speak_other_languages(page, home)
    assert onlooker.complaints == []
    be_read_only_for_a_while(page, served, told, shoot)
    close_and_reopen(page, home, public, shoot)
    erase(page, served, told, shoot)


def accept(page, served, home, shoot):
    page.goto(served.link_for(OWNER))
    write(page, "Your name", "Ilze Ozoliņa-Kalnbērza")
    page.get_by_label(lv("Password"), exact=True).fill(PASSWORD)
    write(page, "The same once more", PASSWORD)
    write(page, "Your phone number", PHONE)
    page.get_by_label(lv("I accept the policy")).check()
    shoot(page, "invitation")
    press(page, "Go on")
    write(page, "The code", served.code_for(PHONE))
    press(page, "Join")
    page.wait_for_url(f"{home}/**")
    assert page.locator("html").get_attribute("lang") == "lv"
    shoot(page, "welcome")


def describe_the_company(page, served, home, shoot):
    page.goto(f"{home}/settings/")
    for name, text in {
        "legal_name": "SIA Galdniecība Ozols",
        "registration_number": "40003521600",
        "vat_number": "LV40003521600",
        "street": "Brīvības iela 1",
        "city": "Rīga",
        "postal_code": "LV-1010",
        "email": "birojs@ozols.example",
        "iban": "LV80BANK0000435195001",
    }.items():
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_vat_registered").check()
    press(page, "Save")
    confirm(page, served, shoot, naming="LV80 BANK 0000 4351 9500 1")
    page.get_by_text(lv("Your company's data is saved.")).wait_for()
    shoot(page, "company")


def confirm(page, served, shoot, *, naming):
    """The page and the message say what will happen."""
    page.wait_for_url(re.compile("/confirm/"))
    assert naming in page.locator("h1").inner_text()
    shoot(page, "confirm")
    page.locator("#id_code").fill(served.code_for(PHONE, naming=naming))
    press(page, "Confirm")


def offer_something(page, home, shoot):
    page.goto(f"{home}/items/new/")
    page.locator("#id_name").fill("Ozolkoka galds ar nolaižamām malām")
    page.locator("#id_code").fill("GALDS")
    page.locator("#id_unit_price").fill("249,50")
    page.locator("#id_tax_code").select_option("standard")
    shoot(page, "item")
    page.locator("main form button.button").last.click()
    page.goto(f"{home}/items/")
    page.get_by_text("249,50").first.wait_for()
    shoot(page, "items")


def know_a_customer(page, home, shoot):
    page.goto(f"{home}/parties/new/")
    page.locator("#id_name").fill("SIA Kafejnīca Rīts")
    page.locator("#id_street").fill("Krasta iela 5")
    page.locator("#id_city").fill("Rīga")
    page.locator("#id_postal_code").fill("LV-1003")
    page.locator("#id_email").fill(CUSTOMER)
    shoot(page, "customer")
    page.locator("main form button.button").last.click()
    page.get_by_role("heading", level=1).filter(has_text="SIA Kafejnīca Rīts").wait_for()


def write_an_invoice(page, home, shoot):
    """The server counts while she types; the page is not loaded again."""
    page.goto(f"{home}/invoices/new/")
    page.locator("#id_party").select_option(label="SIA Kafejnīca Rīts")
    page.locator("#id_lines-0-description").fill("Ozolkoka galds ar nolaižamām malām")
    page.locator("#id_lines-0-quantity").fill("2")
    page.locator("#id_lines-0-quantity").blur()
    page.locator("#sums").get_by_text("603,79").first.wait_for()
    page.locator("#id_lines-1-description").fill("Piegāde un uzstādīšana")
    page.locator("#id_lines-1-quantity").fill("1")
    page.locator("#id_lines-1-unit_price").fill("35,5")
    page.locator("#sums").get_by_text("534,50").first.wait_for()
    shoot(page, "editor")
    press(page, "Save draft")
    page.get_by_role("button", name=lv("Issue"), exact=True).wait_for()
    shoot(page, "draft")
    press(page, "Issue")
    page.get_by_role("heading", level=1).filter(has_text="INV-00001").wait_for()
    shoot(page, "invoice")
    return page.url


_TEXT = "async place => await (await fetch(place)).text()"
_FETCH = "async place => [...new Uint8Array(await (await fetch(place)).arrayBuffer())]"


def read_the_paper(page, served, shoot):
    invoice = page.url
    link = page.get_by_role("link", name="PDF", exact=True).get_attribute("href")
    paper = bytes(page.evaluate(_FETCH, link))
    text = pypdf.PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert "INV-00001" in text
    assert "Galdniecība Ozols" in text

    page.get_by_role("link", name=lv("Send"), exact=True).click()
    assert page.locator("#id_to").input_value() == CUSTOMER
    shoot(page, "send")
    press(page, "Send")
    page.wait_for_url(invoice)
    assert attached(served, CUSTOMER) == paper
    page.reload()
    page.get_by_text(lv("Sent"), exact=True).first.wait_for()


def attached(served, address):
    """The file of the newest mail to this address."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for file in sorted(Path(served.facts["outbox_dir"]).glob("*.eml"), reverse=True):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            if address in mail["To"]:
                return next(mail.iter_attachments()).get_content()
        time.sleep(0.2)
    raise AssertionError(f"no mail for {address}")


def be_paid_in_two_parts(page, invoice, shoot):
    for amount, state in (("300,5", "Part paid"), (None, "Paid")):
        page.goto(invoice)
        page.get_by_role("link", name=lv("Record payment"), exact=True).first.click()
        if amount:
            page.locator("#id_amount").fill(amount)
            shoot(page, "payment")
        press(page, "Record payment")
        page.goto(invoice)
        page.locator("h1 .pill").get_by_text(lv(state), exact=True).wait_for()
    shoot(page, "paid")


def take_a_part_back(page, invoice, shoot):
    press(page, "Credit")
    page.locator("input[inputmode=decimal]").first.fill("1")
    press(page, "Save draft")
    press(page, "Issue")
    page.get_by_role("heading", level=1).filter(has_text="CN-00001").wait_for()
    shoot(page, "credit-note")
    page.goto(invoice)
    page.locator("h1 .pill").get_by_text(lv("Overpaid"), exact=True).wait_for()


def look_around(page, home, public, shoot):
    for name, path in {
        "today": "/",
        "invoices": "/invoices/",
        "found": "/invoices/?q=Rīts&settlement=overpaid",
        "credit-notes": "/invoices/credit-notes/",
        "customers": "/parties/",
        "money": "/money/",
        "imports": "/imports/",
        "settings": "/settings/",
    }.items():
        assert page.goto(f"{home}{path}").status == 200, path
        shoot(page, name)
    for name, path in {"workspaces": "/", "account": "/account/"}.items():
        assert page.goto(f"{public}{path}").status == 200, path
        shoot(page, name)


def speak_other_languages(page, home):
    page.goto(f"{home}/invoices/")
    for language, own_name in {
        "ru": "Русский",
        "kk": "Қазақша",
        "en": "English",
        "lv": "Latviešu",
    }.items():
        page.get_by_role("button", name=own_name, exact=True).first.click()
        assert page.locator("html").get_attribute("lang") == language
        assert page.get_by_role("heading", level=1).inner_text() == Spoken(language)("Sales")


def be_read_only_for_a_while(page, served, told, shoot):
    """The provider suspends the workspace while she writes about a customer."""
    home = told["workspace_url"]
    page.goto(f"{home}/parties/new/")
    page.locator("#id_name").fill("SIA Nesaglabātais")
    address = f"{served.facts['provider_url']}/api/v1/tenants/{told['id']}/suspension/"
    token = {"Authorization": f"Bearer {served.facts['provider_token']}"}
    reason = "Divi mūsu rēķini nav apmaksāti kopš maija."
    assert served.call("PUT", address, {"reason": reason}, **token).status == 200
    settled(lambda: reason in page.evaluate(_TEXT, f"{home}/parties/"), True)
    with page.expect_response(lambda answer: answer.request.method == "POST") as refused:
        page.locator("main form button.button").last.click()
    assert refused.value.status == 409
    page.get_by_text(reason).wait_for()
    shoot(page, "refused-while-suspended")
    page.goto(f"{home}/invoices/")
    page.get_by_text(reason).wait_for()
    shoot(page, "suspended")
    assert served.call("DELETE", address, **token).status in (200, 204)
    settled(lambda: reason in page.evaluate(_TEXT, f"{home}/parties/"), False)
    page.goto(f"{home}/parties/?q=Nesaglab")
    assert page.get_by_text("SIA Nesaglabātais").count() == 0


def close_and_reopen(page, home, public, shoot):
    close(page, public, shoot)
    settled(lambda: page.goto(f"{home}/invoices/").status, 410)
    shoot(page, "closed-door")
    page.goto(f"{public}/workspaces/ozols/")
    press(page, "Reopen the workspace")
    page.get_by_text(lv("The workspace is open again.")).wait_for()
    settled(lambda: page.goto(f"{home}/invoices/").status, 200)
    close(page, public)


def close(page, public, shoot=None):
    page.goto(f"{public}/workspaces/ozols/close/")
    write(page, "The name in the workspace's address", "ozol")
    press(page, "Close the workspace")
    if shoot:
        shoot(page, "close")
    write(page, "The name in the workspace's address", "ozols")
    press(page, "Close the workspace")
    page.get_by_text(lv("This workspace is closed")).wait_for()


def erase(page, served, told, shoot):
    """Afterwards nobody is signed in: there is nobody left to be."""
    public = served.facts["public_url"]
    page.goto(f"{public}/workspaces/ozols/erase/")
    shoot(page, "erase")
    write(page, "The name in the workspace's address", "ozols")
    press(page, "Erase the workspace")
    confirm(page, served, shoot, naming="Ozols")
    token = {"Authorization": f"Bearer {served.facts['provider_token']}"}
    address = f"{served.facts['provider_url']}/api/v1/tenants/{told['id']}/"
    deadline = time.monotonic() + PATIENCE
    while served.call("GET", address, **token).json.get("state") != "erased":
        assert time.monotonic() < deadline
        time.sleep(0.2)
    settled(lambda: page.goto(told["workspace_url"]).status, 404)
    page.goto(f"{public}/account/")
    page.wait_for_url(re.compile("/sign-in/"))
    kept = "".join(file.read_text() for file in Path(served.facts["outbox_dir"]).glob("*.eml"))
    assert OWNER not in kept
