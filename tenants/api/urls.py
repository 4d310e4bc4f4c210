from django.urls import path

from tenants.api.views import TenantsView, TenantView

urlpatterns = [
    path("tenants/", TenantsView.as_view(), name="tenants"),
    path("tenants/<uuid:id>/", TenantView.as_view(), name="tenant"),
]
