"""acme.kontor.example: one business's workspace, its pages and its API."""

from django.urls import include, path

urlpatterns = [
    path("", include("i18n.urls")),
    path("", include("users.urls_workspace")),
    path("", include("tenants.urls_workspace")),
    path("", include("workspace.urls")),
    path("api/v1/", include("workspace.api_urls")),
    path("api/v1/", include("users.api.urls")),
    path("api/v1/", include("users.api.urls_workspace")),
    path("api/v1/", include("tenants.api.urls_workspace")),
    path("api/v1/", include("config.urls_schema")),
]

handler400 = "config.faces.bad_request"
handler403 = "config.faces.not_allowed"
handler404 = "config.faces.not_found"
handler500 = "config.faces.server_error"
