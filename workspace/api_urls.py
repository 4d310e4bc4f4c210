"""The API of a workspace, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("workspace.company.api.urls")),
    path("", include("workspace.parties.api.urls")),
    path("", include("workspace.catalogue.api.urls")),
    path("", include("workspace.vat.api.urls")),
    path("", include("workspace.sales.api.urls")),
    path("", include("workspace.papers.api.urls")),
    path("", include("workspace.money.api.urls")),
    path("", include("workspace.imports.api.urls")),
]
