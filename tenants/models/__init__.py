from tenants.models.domain import Domain
from tenants.models.entry import PublicEntry
from tenants.models.invitation import Invitation
from tenants.models.membership import Membership
from tenants.models.onboarding import Onboarding
from tenants.models.tenant import Tenant

__all__ = ["Domain", "Invitation", "Membership", "Onboarding", "PublicEntry", "Tenant"]
