"""The console's page about what is paid for a workspace."""

from django.urls import path

from billing.console import subscription

urlpatterns = [
    path("workspaces/<uuid:id>/subscription/", subscription, name="console-subscription"),
]
