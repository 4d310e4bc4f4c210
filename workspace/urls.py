"""The pages of a workspace, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("workspace.today.urls")),
    path("invoices/", include("workspace.sales.urls")),
    path("invoices/", include("workspace.papers.urls")),
    path("parties/", include("workspace.parties.urls")),
    path("items/", include("workspace.catalogue.urls")),
    path("money/", include("workspace.money.urls")),
    path("imports/", include("workspace.imports.urls")),
    path("settings/", include("workspace.company.urls")),
]
