from django.urls import path

from tenants.views import CloseView, EraseView, WorkspaceView, reopen_workspace

urlpatterns = [
    path("workspaces/<slug:slug>/", WorkspaceView.as_view(), name="workspace"),
    path("workspaces/<slug:slug>/close/", CloseView.as_view(), name="workspace-close"),
    path("workspaces/<slug:slug>/reopen/", reopen_workspace, name="workspace-reopen"),
    path("workspaces/<slug:slug>/erase/", EraseView.as_view(), name="workspace-erase"),
]
