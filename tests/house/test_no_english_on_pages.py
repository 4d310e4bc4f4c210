"""Walk the pages and their forms in the languages of another script: no English word is left."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from html.parser import HTMLParser
from uuid import uuid4

import pytest

from tenants.actor import Actor
from tenants.models import Claim, Tenant
from tenants.rooms import public_room, workspace_of
from tenants.workflows.own_domains import claim_domain
from tests import make, world
from tests.addresses import addresses
from tests.billing import make as billing
from tests.house.test_every_address import AnyId
from tests.users.staff import make_staff, on_pages
from users.models import ApiToken
from workspace.imports.models import Import

pytestmark = pytest.mark.django_db

LANGUAGES = ["kk", "ru"]  # those in another script than English
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
    "English|Latviešu|books[.]example[.]com|kontor-domain=\\w+|[.]pdf|SIA Acme Bakery|Acme Bakery|Brīvības iela|Rīga|[\\w.]+@[\\w.]+"
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
    every = {each.filled(AnyId(slug="acme")) for each in addresses(urlconf)}
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
        sales = Import.objects.create(
            kind="sales", currency="EUR", file_name="Сату", state="done", created_by=make.member()
        )
    return {
        "parties": [party.pk],
        "items": [item.pk],
        "invoices": [draft.pk, issued.pk, note.pk],
        "money": [payment.pk, wrong.pk],
        "imports": [sales.pk],
    }


@pytest.fixture
def account(acme, alice):
    """A subscription that somebody pays, so that the owner's account has its pages."""
    with public_room():
        plan = billing.plan(name_en="Дүкен", code="acme", is_default=True)
        payer = billing.payer(by=alice, legal_name="ЖШС Төлеуші")
        billing.subscription(acme, plan).pay_by(payer, by=billing.KONTOR)


@pytest.fixture
def claim(acme, alice):
    """A name of its own that waits for its record."""
    with public_room():
        found, _is_new = claim_domain(acme.id, host="books.example.com", by=Actor(user=alice.user))
        found.hear(Claim.Found.NO_RECORD)
    return found


def walk(browser, urlconf: str, rows: dict[str, list]) -> Iterator[tuple[str, Page]]:
    """Each page in each language, then what is answered when each form is sent empty."""
    forms: dict[str, dict[str, str]] = {}
    for path in paths_of(urlconf):
        for filled in filled_in(path, rows):
            for page in answers(partial(browser.get, filled)):
                yield filled, page
                forms |= {action or filled: fields for action, fields in page.forms}
                if asks(forms.get(filled, {})):
                    break  # sent empty, this page comes back in each language
    # First what asks something. A mere button may take away what the others are about.
    for where in sorted(forms, key=lambda where: (not asks(forms[where]), where)):
        if not where.startswith(LEFT_ALONE):
            for page in answers(partial(browser.post, where, forms[where])):
                yield f"POST {where}", page


def asks(fields: dict[str, str]) -> bool:
    """Its token alone is a button's."""
    return len(fields) > 1


def answers(ask: Callable) -> Iterator[Page]:
    """In each language. What is done by now is told where it leads, and not done once more."""
    for language in LANGUAGES:
        spoken = {"accept-language": language}
        answer = ask(headers=spoken)
        if is_done := answer.status_code == 302 and answer.request["REQUEST_METHOD"] == "POST":
            answer = answer.client.get(answer["Location"], headers=spoken)
        if answer.content and "html" in answer.get("Content-Type", ""):
            yield Page(answer.content.decode(), language)
        if is_done or not answer.content:
            return


def filled_in(path: str, rows: dict[str, list]) -> list[str]:
    """An address with each row of its kind, and with one that is not there; or with every row."""
    hole = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", path)
    if not hole:
        return [path]
    kind = path.split("/")[1]
    those = rows.get(kind) or [row for every in rows.values() for row in every]
    if path == f"/{kind}/{hole.group()}/":
        those = [*those, uuid4()]
    return [path.replace(hole.group(), str(row)) for row in those]


def english_on(pages: Iterator[tuple[str, Page]]) -> list[str]:
    return sorted({f"{path}: {text}" for path, page in pages for text in english(page.said)})


def test_a_workspace_shows_no_english(alice, rows):
    assert english_on(walk(alice.browser, "config.urls_workspace", rows)) == []


@pytest.mark.parametrize("who", ["stranger", "owner"])
@pytest.mark.usefixtures("account")
def test_the_public_host_shows_no_english(alice, claim, who):
    browser = world.stranger_at(None) if who == "stranger" else alice.at(None)

    assert (
        english_on(walk(browser, "config.urls_public", {"workspaces": [claim.pk, uuid4()]})) == []
    )


@pytest.mark.usefixtures("account")
def test_the_console_shows_no_english(alice, acme, claim):
    """The names of the other tenants are what their people wrote."""
    with public_room():
        token, _ = ApiToken.objects.make(name="Бағдарлама")
        Tenant.objects.exclude(pk=acme.pk).update(name="ЖШС Көрші", slug="acme-2")
    rows = {"workspaces": [acme.pk], "programs": [token.pk], "staff": [alice.user.pk]}

    assert english_on(walk(on_pages(make_staff(alice.user)), "config.urls_provider", rows)) == []


def test_english_would_be_noticed():
    page = Page(
        '<p>Сәлем</p><p>Save it</p><input placeholder="Name"><b lang="en">English</b>'
        '<form method="post" action="/x/"><input name="a"></form><code>abc</code>',
        "kk",
    )

    assert english(page.said) == ["Save it", "Name"]
    assert page.forms == [("/x/", {"a": ""})]


@pytest.mark.parametrize("language", LANGUAGES)
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
