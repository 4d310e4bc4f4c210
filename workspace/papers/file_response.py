from __future__ import annotations

from django.http import HttpResponse

from workspace.papers.models import Paper


def pdf_response(paper: Paper) -> HttpResponse:
    """The stored bytes, shown in the browser under a good name; no cache keeps them."""
    response = HttpResponse(paper.content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.file_name}"'
    response["Cache-Control"] = "private, no-store"
    return response
