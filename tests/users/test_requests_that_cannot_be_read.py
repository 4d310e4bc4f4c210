"""A request that nobody could read is refused, and never an error of ours."""

import json
import sys
from io import BytesIO

import pytest

from tests import world

pytestmark = pytest.mark.django_db

CODECS = ["hex", "zlib", "rot13", "idna", "punycode", "utf-16", "utf-7", "no-such-charset"]


def ask(method, path, content_type, body=b"", *, scheme="https", **headers):
    """As the server does: what a test client makes would never reach the entry."""
    from config.wsgi import application

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "next=%41",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": world.HOST,
        "SERVER_PORT": "8443",
        "HTTP_HOST": f"{world.HOST}:8443",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": scheme,
        **headers,
    }
    told = []
    text = b"".join(application(environ, lambda status, headers: told.extend([status, headers])))
    return int(told[0][:3]), dict(told[1]), text


@pytest.mark.parametrize("charset", CODECS)
def test_a_page_asked_for_in_another_charset_is_refused_in_plain_text(charset):
    status, headers, text = ask("GET", "/sign-in/", f"text/plain; charset={charset}")

    assert status == 400
    assert headers["Content-Type"] == "text/plain"
    assert "Content-Security-Policy" in headers
    assert text


@pytest.mark.parametrize("charset", CODECS)
def test_a_form_in_another_charset_is_refused(charset):
    form = b'--b\r\nContent-Disposition: form-data; name="login"\r\n\r\na\r\n--b--\r\n'
    kind = f"multipart/form-data; boundary=b; charset={charset}"

    assert ask("POST", "/sign-in/", kind, form)[0] == 400


@pytest.mark.parametrize("content_type", ["a/b; charset*=hex''hex", "a/b; x*=no-such''y"])
def test_a_charset_hidden_in_a_parameter_is_refused(content_type):
    assert ask("GET", "/sign-in/", content_type)[0] == 400


@pytest.mark.parametrize("charset", CODECS)
def test_an_api_says_so_in_its_own_body(charset):
    status, headers, text = ask("GET", "/api/v1/x/", f"application/json; charset={charset}")

    assert status == 400
    assert headers["Content-Type"] == "application/problem+json"
    assert json.loads(text)["code"] == "parse_error"


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii"])
def test_utf_8_may_be_named(charset):
    assert ask("GET", "/sign-in/", f"text/plain; charset={charset}")[0] == 200


@pytest.mark.django_db(transaction=True)
def test_a_token_sent_in_clear_is_revoked_whatever_the_charset(alice):
    bearer = f"Bearer {alice.token}"
    kind = "text/plain; charset=hex"
    assert ask("GET", "/api/v1/x/", kind, scheme="http", HTTP_AUTHORIZATION=bearer)[0] == 403

    assert alice.api.get("/api/v1/parties/").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        r'{"\ud800": 1}',
        r'{"name": "\ud800"}',
        r'{"roles": [{"\udfff": []}]}',
        r'["a", {"b": ["\ud83d"]}]',
    ],
)
def test_json_that_cannot_be_written_again_is_refused(alice, body):
    alice.api.raise_request_exception = False
    answer = alice.api.post("/api/v1/parties/", body, content_type="application/json")

    assert answer.status_code == 400
    assert json.loads(answer.content)["code"] == "parse_error"


def test_a_pair_of_surrogates_is_one_character(alice):
    answer = alice.api.post(
        "/api/v1/parties/", r'{"\ud83d\ude00": 1}', content_type="application/json"
    )

    assert list(json.loads(answer.content)["fields"]) == ["😀"]
