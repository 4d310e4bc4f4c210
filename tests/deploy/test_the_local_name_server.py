"""The name server of this machine says what stands in its file, as any resolver understands it."""

import pytest

from tenants.hosts.name_servers import NoAnswer, texts_at


def test_what_stands_in_the_file_is_what_is_found(zone):
    zone.says("_kontor.books.localhost", "kontor-domain=1")

    assert texts_at("_kontor.books.localhost") == ["kontor-domain=1"]
    assert texts_at("_kontor.Books.Localhost") == ["kontor-domain=1"]
    assert texts_at("_kontor.other.localhost") == []


def test_a_silent_name_server_is_not_taken_for_a_no(settings):
    settings.NAME_SERVERS = ["127.0.0.1:9"]

    with pytest.raises(NoAnswer):
        texts_at("_kontor.books.localhost")
