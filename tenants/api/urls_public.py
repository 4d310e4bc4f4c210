from django.urls import path

from tenants.api.mine import WorkspaceKeyView, WorkspacesView, WorkspaceView

urlpatterns = [
    path("workspaces/", WorkspacesView.as_view()),
    path("workspaces/<slug:slug>/", WorkspaceView.as_view()),
    path("workspaces/<slug:slug>/key/", WorkspaceKeyView.as_view()),
]
