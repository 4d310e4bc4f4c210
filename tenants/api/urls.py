from django.urls import path

from tenants.api.leaving import ClosureView, ErasureView, SuspensionView
from tenants.api.views import TenantsView, TenantView

urlpatterns = [
    path("tenants/", TenantsView.as_view(), name="tenants"),
    path("tenants/<uuid:id>/", TenantView.as_view(), name="tenant"),
    path("tenants/<uuid:id>/suspension/", SuspensionView.as_view(), name="tenant-suspension"),
    path("tenants/<uuid:id>/closure/", ClosureView.as_view(), name="tenant-closure"),
    path("tenants/<uuid:id>/erasure/", ErasureView.as_view(), name="tenant-erasure"),
]
