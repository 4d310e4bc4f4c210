from django_filters import rest_framework as filters

from tenants.models import Tenant


class TenantFilter(filters.FilterSet):  # type: ignore[misc]
    class Meta:
        model = Tenant
        fields = ["state", "slug"]
