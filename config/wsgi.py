"""What the server calls. Each request runs in a context of its own.

A server's threads keep context variables from one request to the next; a fresh context makes
that harmless. The server also copies its whole environment into each request's, where error
reports and `HTTP_*` look-alikes would find it: only what a request may carry is let through.
"""

import contextvars
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from config.charset import harmless
from config.depth import at_any_depth

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_CGI = frozenset(
    {
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "PATH_INFO",
        "QUERY_STRING",
        "REMOTE_ADDR",
        "REMOTE_PORT",
        "REQUEST_METHOD",
        "SCRIPT_NAME",
        "SERVER_NAME",
        "SERVER_PORT",
        "SERVER_PROTOCOL",
    }
)

for _name in [name for name in os.environ if name.startswith("HTTP_")]:
    del os.environ[_name]

_django = get_wsgi_application()


@at_any_depth
def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    request = {
        name: value
        for name, value in environ.items()
        if name in _CGI or name.startswith(("HTTP_", "wsgi."))
    }
    request["CONTENT_TYPE"] = harmless(request.get("CONTENT_TYPE", ""))
    return contextvars.Context().run(_django, request, start_response)
