"""The OpenAPI 3.1 document of the host that was asked, and its readable page."""

from django.urls import path

from config.manual.views import SchemaView, manual

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", manual, name="api-docs"),
]
