"""A mail says the same twice: as text, and as HTML that fetches nothing and runs nothing."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from html import unescape

import pytest

from post.built_in import built_in_letters, built_in_words
from post.html import html_of
from post.letters import Letter
from post.workflows.deliver import Attachment, deliver

TEXT = "Labdien, Jāni!\n\nSaite:\n\nhttps://kontor.example/go/?a=1&b=2\n\n493027\n\nKontor\nRīga\n"


def sent(settings, tmp_path, text=TEXT, **given):
    settings.EMAIL_BACKEND = "post.gateways.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path
    letter = Letter("Sveiki", text, "lv")
    deliver(to="a@b.example", letter=letter, kind="x", reference="1", **given)
    [file] = tmp_path.glob("*.eml")
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def words(text: str) -> list[str]:
    return text.split()


def said_in(html: str) -> list[str]:
    body = html[html.index("<body") :].replace("<br>", "\n")
    return words(unescape(re.sub(r"<[^>]+>", " ", body)))


def html(text: str, subject: str = "x") -> str:
    return html_of(Letter(subject, text, "en"))


def test_both_say_the_same_words_in_the_reader_s_language(db, settings, tmp_path):
    mail = sent(settings, tmp_path)

    assert mail.get_content_type() == "multipart/alternative"
    plain, rich = mail.iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content() == TEXT
    assert said_in(rich.get_content()) == words(TEXT)
    assert '<html lang="lv">' in rich.get_content()
    assert "<title>Sveiki</title>" in rich.get_content()


def test_with_a_file_they_stand_beside_it(db, settings, tmp_path):
    mail = sent(settings, tmp_path, attachments=[Attachment("a.pdf", b"%PDF", "application/pdf")])

    both, file = mail.iter_parts()
    assert both.get_content_type() == "multipart/alternative"
    assert file.get_filename() == "a.pdf"


def test_links_can_be_followed_and_a_code_is_large():
    rich = html(TEXT)

    link = "https://kontor.example/go/?a=1&amp;b=2"
    assert f'<a href="{link}" rel="noreferrer">{link}</a>' in rich
    assert re.search(r"font-size: 1.75rem[^>]*>493027</p>", rich)
    assert "Kontor<br>Rīga" in rich


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("See https://x.example/a.", "https://x.example/a"),
        ("(https://x.example/a)", "https://x.example/a"),
        ("https://x.example/a?b=c#d!", "https://x.example/a?b=c#d"),
    ],
)
def test_what_stands_behind_a_link_does_not_belong_to_it(line, link):
    assert f'<a href="{link}" rel="noreferrer">{link}</a>' in html(line)
    assert said_in(html(line)) is not None


def test_what_only_looks_like_an_address_is_none():
    assert "<a " not in html("SIA maize.lv, info@maize.lv, javascript:alert(1), www.maize.lv")


def test_nothing_that_somebody_typed_becomes_html():
    rich = html(
        '<img src="https://evil.example/x.png">\n"><script>alert(1)</script>\n'
        'https://x.example/"onmouseover="alert(1)',
        subject="</title><script>",
    )

    assert "<script" not in rich
    assert "<img" not in rich
    assert 'onmouseover="alert' not in rich


@pytest.mark.parametrize("name", sorted(built_in_letters()))
def test_nothing_is_fetched(name):
    rich = html(built_in_words(built_in_letters()[name], "ru").text)

    assert not re.search(r"src=|url\(|<link|<script|@import", rich)
