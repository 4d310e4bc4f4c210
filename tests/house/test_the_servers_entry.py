"""What the server calls: no request sees another one's context, nor the process's environment."""

from __future__ import annotations

import importlib
import json
import os
from contextvars import ContextVar
from wsgiref.util import setup_testing_defaults

import pytest
from django.http import JsonResponse
from django.urls import path

import config.wsgi
from tests import world

pytestmark = pytest.mark.django_db

left_behind: ContextVar[str] = ContextVar("left_behind", default="nothing")


def tell(request, page):
    """What a view finds; and it leaves something behind."""
    found = left_behind.get()
    left_behind.set(request.path)
    return JsonResponse({"found": found, "meta": {k: str(v) for k, v in request.META.items()}})


urlpatterns = [path("<slug:page>/", tell)]


@pytest.fixture
def call(settings):
    """One request as the server makes it: its own environment is mixed into the request's."""
    settings.ROOT_URLCONF = __name__

    def call(address):
        asked = {"PATH_INFO": address, "HTTP_HOST": world.HOST, "wsgi.url_scheme": "https"}
        setup_testing_defaults(asked)
        answer = config.wsgi.application({**os.environ, **asked}, lambda *_: None)
        try:
            return json.loads(b"".join(answer))
        finally:
            answer.close()

    return call


def test_what_one_request_leaves_behind_is_not_found_by_the_next(call):
    assert [call(address)["found"] for address in ("/a/", "/b/")] == ["nothing", "nothing"]
    assert left_behind.get() == "nothing"


def test_the_environment_of_the_process_does_not_reach_a_request(call, settings, monkeypatch):
    monkeypatch.setenv("KONTOR_SOMETHING", "of the process")

    meta = call("/a/")["meta"]

    assert (meta["HTTP_HOST"], meta["PATH_INFO"]) == (world.HOST, "/a/")
    assert "KONTOR_SOMETHING" in os.environ
    assert set(os.environ) & set(meta) == set()
    assert settings.DATABASES["default"]["PASSWORD"] not in " ".join(meta.values())


def test_a_variable_that_looks_like_a_header_is_taken_out_of_the_environment(monkeypatch):
    monkeypatch.setenv("HTTP_X_FORWARDED_PROTO", "https")

    importlib.reload(config.wsgi)

    assert "HTTP_X_FORWARDED_PROTO" not in os.environ
