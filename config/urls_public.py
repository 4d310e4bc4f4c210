"""kontor.example: who we are, signing in, one's workspaces."""

from django.urls import include, path

urlpatterns = [
    path("", include("i18n.urls")),
    path("", include("users.urls_public")),
    path("", include("billing.urls_public")),
    path("", include("post.urls_public")),
    path("", include("tenants.urls_public")),
    path("api/v1/", include("users.api.urls")),
    path("api/v1/", include("users.api.coming_in.urls")),
    path("api/v1/", include("users.api.mine.urls")),
    path("api/v1/", include("tenants.api.urls_public")),
    path("api/v1/", include("config.urls_schema")),
]

handler400 = "config.faces.bad_request"
handler403 = "config.faces.not_allowed"
handler404 = "config.faces.not_found"
handler500 = "config.faces.server_error"
