"""Walk the pages and their forms in the languages of another script: no English word is left."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.urls import get_resolver

from tenants.rooms import public_room, workspace_of
from tests import make, world
from tests.billing import make as billing
from tests.house.test_every_address import addresses

pytestmark = pytest.mark.django_db

WORD = re.compile(r"[A-Za-z]*[a-z]{3,}[A-Za-z]*")
# Names, and what is written with these letters in every language.
# fmt: off
KNOWN = {
    "Kontor", "kontor", "localhost", "acme", "Alice", "Unicode", "Idempotency", "Key",
    # the columns of a file that comes in
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID",
    "Country",
}
# fmt: on
DATA = re.compile(
    "English|Latviešu|[.]pdf|SIA Acme Bakery|Acme Bakery|Brīvības iela|Rīga|[\\w.]+@[\\w.]+"
)
# What is for programs, and what a person writes or sends, in whatever language.
SKIPPED = ("script", "style", "code", "svg", "textarea")
LEFT_ALONE = ("/language/", "/sign-out/", "/api/", "/static/")
VOID = {"input", "br", "hr", "img", "meta", "link", "col", "wbr"}
READ_ALOUD = ("placeholder", "title", "aria-label", "alt")


class Page(HTMLParser):
    """What a person reads or hears, and the forms with their fields."""

    def __init__(self, text: str, language: str) -> None:
        super().__init__()
        self.language, self.said, self.forms = language, [], []
        self.open: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = dict(given)
        foreign = tag in SKIPPED or attributes.get("lang", self.language) != self.language
        if tag not in VOID:
            self.open.append((tag, foreign))
        if not self.is_foreign:
            self.said += [attributes[name] or "" for name in READ_ALOUD if name in attributes]
        if tag == "form" and attributes.get("method") == "post":
            self.forms.append((attributes.get("action") or "", {}))
        if tag in ("input", "select", "textarea") and self.forms and "name" in attributes:
            self.forms[-1][1][attributes["name"]] = ""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.is_foreign:
            self.said.append(" ".join(data.split()))

    @property
    def is_foreign(self) -> bool:
        return any(foreign for _tag, foreign in self.open)


def english(said: list[str]) -> list[str]:
    return [text for text in said if set(WORD.findall(DATA.sub("", text))) - KNOWN]


def paths_of(urlconf: str) -> list[str]:
    every = set(addresses(get_resolver(urlconf).url_patterns))
    return sorted(path for path in every if not path.startswith(LEFT_ALONE))


@pytest.fixture
def rows(acme):
    """One of each, so that every page has something to show; their own words are Cyrillic."""
    with workspace_of(acme):
        party = make.party(name="ЖШС Сатып алушы", street="Абай 2", city="Алматы")
        item = make.item(name="Қара нан")
        draft = make.invoice(party=party, lines=[make.line(description="Нан")])
        issued = make.issued_invoice(party=party, lines=[make.line(description="Нан")])
        note = make.issued_credit_note(party=party, lines=[make.line(description="Нан")])
        share = {issued.pk: Decimal(10)}
        payment = make.payment(party=party, allocations=share)
        wrong = make.payment(party=party)
        wrong.reverse(by=wrong.created_by, reason="Қате")
        return [str(row.pk) for row in (party, item, draft, issued, note, payment, wrong)]


@pytest.fixture
def account(acme, alice):
    """A subscription that somebody pays, so that the owner's account has its pages."""
    with public_room():
        plan = billing.plan(name_en="Дүкен", code="acme", is_default=True)
        payer = billing.payer(by=alice, legal_name="ЖШС Төлеуші")
        billing.subscription(acme, plan).pay_by(payer, by=billing.KONTOR)


def pages(browser, language: str, urlconf: str, rows: list[str]) -> Iterator[tuple[str, Page]]:
    """Each page as it is read, and as it answers when its forms are sent empty."""
    for path in paths_of(urlconf):
        for filled in filled_in(path, rows):
            answer = browser.get(filled, headers={"accept-language": language})
            if "html" not in answer.get("Content-Type", ""):
                continue
            page = Page(answer.content.decode(), language)
            yield filled, page
            for action, fields in page.forms:
                where = action or filled
                if not where.startswith(LEFT_ALONE):
                    told = browser.post(where, fields, headers={"accept-language": language})
                    if told.status_code != 302 and "html" in told.get("Content-Type", ""):
                        yield f"POST {where}", Page(told.content.decode(), language)


def filled_in(path: str, rows: list[str]) -> list[str]:
    hole = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", path)
    return [path.replace(hole.group(), row) for row in rows] if hole else [path]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_workspace_shows_no_english(alice, rows, language):
    found = {
        f"{path}: {text}"
        for path, page in pages(alice.browser, language, "config.urls_workspace", rows)
        for text in english(page.said)
    }

    assert sorted(found) == []


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("who", ["stranger", "owner"])
@pytest.mark.usefixtures("account")
def test_the_public_host_shows_no_english(alice, language, who):
    browser = world.stranger_at(None) if who == "stranger" else alice.at(None)
    found = {
        f"{path}: {text}"
        for path, page in pages(browser, language, "config.urls_public", ["acme"])
        for text in english(page.said)
    }

    assert sorted(found) == []


def test_english_would_be_noticed():
    page = Page(
        '<p>Сәлем</p><p>Save it</p><input placeholder="Name"><b lang="en">English</b>'
        '<form method="post" action="/x/"><input name="a"></form><code>abc</code>',
        "kk",
    )

    assert english(page.said) == ["Save it", "Name"]
    assert page.forms == [("/x/", {"a": ""})]


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/parties/", {}),
        ("/api/v1/parties/", {"name": "", "country": 5, "email": "x", "nothing": 1}),
        ("/api/v1/parties/", []),
        ("/api/v1/items/", {"name": "x" * 999, "unit_price": "many", "kind": "?"}),
        ("/api/v1/invoices/", {"lines": [{"quantity": "1.23456789"}], "issue_date": "today"}),
        ("/api/v1/nothing/", {}),
    ],
)
def test_an_api_refuses_in_the_reader_s_language(alice, language, path, body):
    answer = alice.api.post(path, body, format="json", headers={"accept-language": language})

    assert answer.status_code >= 400
    said = [text for name, value in answer.json().items() for text in texts_in(name, value)]
    assert said
    assert english(said) == []


def texts_in(name: str, value: object) -> list[str]:
    """The sentences of a problem; `type`, `status` and `code` are for programs."""
    if name == "detail":
        return [str(value)]
    if name == "fields":
        return re.findall(r'"((?:[^"\\]|\\.)*)"(?!:)', json.dumps(value, ensure_ascii=False))
    return []
