"""The one body of every error that an API gives (RFC 9457, `application/problem+json`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from config.errors import Text

CONTENT_TYPE = "application/problem+json"

NOT_KNOWN: Text = _("You are not signed in here, or the token is not valid here.")
NOT_FOUND: Text = _("There is nothing here for you.")


def body(
    status: int, code: str, detail: Text, fields: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    problem = {"type": "about:blank", "status": status, "code": code, "detail": str(detail)}
    return {**problem, "fields": fields} if fields else problem


def response(
    status: int, code: str, detail: Text, fields: Mapping[str, Any] | None = None
) -> HttpResponse:
    text = json.dumps(body(status, code, detail, fields), cls=DjangoJSONEncoder)
    answer = HttpResponse(text, status=status, content_type=CONTENT_TYPE)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    answer["Cache-Control"] = "no-store"
    return answer


def is_for_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
