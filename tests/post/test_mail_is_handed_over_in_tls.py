"""The address of the mail server decides about TLS; a password is never sent in clear."""

from urllib.parse import urlsplit

import pytest

from config.env import BadEnvironment
from config.mail import settings_of
from post import checks


def told(url, password=""):
    made = settings_of(urlsplit(url), password=password)
    return made["EMAIL_PORT"], made["EMAIL_USE_SSL"], made["EMAIL_USE_TLS"]


@pytest.mark.parametrize(
    ("url", "password", "port", "ssl", "starttls"),
    [
        ("smtps://mail.example", "", 465, True, False),
        ("smtps://me@mail.example:8465", "x", 8465, True, False),
        ("smtps://localhost", "", 465, True, False),
        ("smtp://me@mail.example:587", "x", 587, False, True),
        ("smtp://me@mail.example:25", "x", 25, False, True),
        ("smtp://mail.example:2525", "", 2525, False, True),
        ("smtp://10.0.0.7", "", 25, False, True),
        ("smtp://localhost.example", "", 25, False, True),
        ("smtp://me@localhost:587", "x", 587, False, True),
        ("smtp://127.0.0.1", "x", 25, False, True),
        ("smtp://localhost:25", "", 25, False, False),
        ("smtp://127.0.0.1", "", 25, False, False),
        ("smtp://[::1]:2525", "", 2525, False, False),
    ],
)
def test_the_address_decides_about_port_and_tls(url, password, port, ssl, starttls):
    assert told(url, password) == (port, ssl, starttls)


def test_the_user_s_name_is_read_from_the_address_and_the_password_beside_it():
    made = settings_of(urlsplit("smtps://me%40acme.example@mail.example"), password="p/x")

    assert (made["EMAIL_HOST"], made["EMAIL_HOST_USER"]) == ("mail.example", "me@acme.example")
    assert made["EMAIL_HOST_PASSWORD"] == "p/x"


def test_a_password_in_the_address_is_refused_and_not_ignored():
    with pytest.raises(BadEnvironment, match="KONTOR_MAIL_PASSWORD"):
        settings_of(urlsplit("smtp://me:secret@mail.example"), password="")


def test_the_outbox_speaks_to_no_server():
    assert settings_of(urlsplit("outbox:"), password="x") == {
        "EMAIL_BACKEND": "post.gateways.outbox.OutboxBackend",
        "ANYMAIL": {},
        "MAIL_REPORTS": "",
    }


@pytest.mark.parametrize(
    ("tls", "ssl", "password", "found"),
    [
        (False, False, "x", ["config.E001"]),
        (True, False, "x", []),
        (False, True, "x", []),
        (False, False, "", []),
    ],
)
def test_the_check_finds_a_password_that_would_go_in_clear(settings, tls, ssl, password, found):
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = tls, ssl
    settings.EMAIL_HOST_PASSWORD = password

    assert [error.id for error in checks.no_password_goes_over_plain_smtp()] == found
