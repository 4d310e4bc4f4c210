from __future__ import annotations

from django.http import HttpResponse


def picture_response(content: bytes, media_type: str) -> HttpResponse:
    """A picture for members only: no shared cache keeps it, and a browser asks again."""
    response = HttpResponse(content, content_type=media_type)
    response["Cache-Control"] = "private, no-cache"
    return response
