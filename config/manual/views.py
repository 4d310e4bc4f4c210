"""What describes an API on its own host: to programs as OpenAPI, to people as a page.

On a workspace host the room's middleware lets only members through. The provider's description
holds no data and is open to everybody there.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.manual.document import document_of
from config.manual.page import Manual
from tenants.request import KnownRequest


class SchemaView(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []
    renderer_classes = [
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer2,
        OpenApiYamlRenderer,
    ]

    @extend_schema(
        summary="Describe this API",
        tags=["schema"],
        responses={(200, kind.media_type): OpenApiTypes.OBJECT for kind in renderer_classes},
    )
    def get(self, request: Request) -> Response:
        """The OpenAPI 3.1 document that you read, as JSON or, if asked by `Accept`, as YAML."""
        return Response(_of(KnownRequest.of(request)))


@require_safe
def manual(request: KnownRequest) -> HttpResponse:
    """The same document as a page."""
    page = Manual(_of(request), f"https://{request.get_host()}")
    layout = "workspace.html" if request.tenant else "public.html"
    context = {"manual": page, "layout": layout, "schema_url": reverse("schema")}
    return render(request, "api/manual.html", context)


def _of(request: KnownRequest) -> dict[str, Any]:
    """Of the host that was asked; the public one has the URLconf that goes without saying."""
    return document_of(getattr(request, "urlconf", settings.ROOT_URLCONF))
