"""The console's room about workspaces."""

from django.urls import path

from tenants.views import console

urlpatterns = [
    path("workspaces/", console.workspaces, name="console-workspaces"),
    path("workspaces/<uuid:id>/", console.workspace, name="console-workspace"),
    path("workspaces/<uuid:id>/suspension/", console.suspension, name="console-suspension"),
    path("workspaces/<uuid:id>/lift/", console.lifting, name="console-lifting"),
]
