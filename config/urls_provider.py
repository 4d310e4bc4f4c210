"""provider.kontor.example: the console and the admin API of the company that runs Kontor."""

from django.urls import include, path

urlpatterns = [
    path("", include("i18n.urls")),
    path("", include("users.urls_provider")),
    path("", include("tenants.urls_provider")),
    path("", include("billing.urls_provider")),
    path("api/v1/", include("tenants.api.urls")),
    path("api/v1/", include("post.api.urls")),
    path("api/v1/", include("billing.api.urls")),
    path("api/v1/", include("users.api.provider.urls")),
    path("api/v1/", include("users.api.urls")),
    path("api/v1/", include("config.urls_schema")),
]

handler400 = "config.faces.bad_request"
handler403 = "config.faces.not_allowed"
handler404 = "config.faces.not_found"
handler500 = "config.faces.server_error"
