from django.urls import path

from tenants.api.domains import DomainProofView, DomainsView, DomainView, PrimaryDomainView
from tenants.api.states import ClosureView, ErasureView, SuspensionView
from tenants.api.views import TenantsView, TenantView

urlpatterns = [
    path("tenants/", TenantsView.as_view(), name="tenants"),
    path("tenants/<uuid:id>/", TenantView.as_view(), name="tenant"),
    path("tenants/<uuid:id>/suspension/", SuspensionView.as_view(), name="tenant-suspension"),
    path("tenants/<uuid:id>/closure/", ClosureView.as_view(), name="tenant-closure"),
    path("tenants/<uuid:id>/erasure/", ErasureView.as_view(), name="tenant-erasure"),
    path("tenants/<uuid:id>/domains/", DomainsView.as_view(), name="tenant-domains"),
    path("tenants/<uuid:id>/domains/<uuid:domain>/", DomainView.as_view(), name="tenant-domain"),
    path("tenants/<uuid:id>/domains/<uuid:domain>/proof/", DomainProofView.as_view()),
    path("tenants/<uuid:id>/domains/<uuid:domain>/primary/", PrimaryDomainView.as_view()),
]
