from django.urls import path

from tenants.views import domains, factor_demand
from tenants.views.leaving import LeaveView
from tenants.views.life import CloseView, EraseView, WorkspaceView, reopen_workspace

urlpatterns = [
    path("workspaces/<slug:slug>/", WorkspaceView.as_view(), name="workspace"),
    path("workspaces/<slug:slug>/leave/", LeaveView.as_view(), name="workspace-leave"),
    path("workspaces/<slug:slug>/close/", CloseView.as_view(), name="workspace-close"),
    path("workspaces/<slug:slug>/reopen/", reopen_workspace, name="workspace-reopen"),
    path(
        "workspaces/<slug:slug>/second-factor/",
        factor_demand.demand,
        name="workspace-factor-demand",
    ),
    path(
        "workspaces/<slug:slug>/second-factor/removal/",
        factor_demand.free,
        name="workspace-factor-demand-removal",
    ),
    path("workspaces/<slug:slug>/erase/", EraseView.as_view(), name="workspace-erase"),
    path(
        "workspaces/<slug:slug>/domains/", domains.DomainsView.as_view(), name="workspace-domains"
    ),
    path(
        "workspaces/<slug:slug>/domains/primary/",
        domains.our_host_primary,
        name="workspace-our-host",
    ),
    path("workspaces/<slug:slug>/domains/<uuid:id>/", domains.domain, name="workspace-domain"),
    path(
        "workspaces/<slug:slug>/domains/<uuid:id>/proof/",
        domains.ask,
        name="workspace-domain-proof",
    ),
    path(
        "workspaces/<slug:slug>/domains/<uuid:id>/primary/",
        domains.primary,
        name="workspace-domain-primary",
    ),
    path(
        "workspaces/<slug:slug>/domains/<uuid:id>/removal/",
        domains.remove,
        name="workspace-domain-removal",
    ),
]
