from tenants.models.claim import Claim
from tenants.models.closure import Closure
from tenants.models.departure import Departure
from tenants.models.domain import Domain
from tenants.models.entry import PublicEntry
from tenants.models.erasure import Erasure, ErasureStep
from tenants.models.factor_demand import FactorDemand
from tenants.models.host_change import HostChange
from tenants.models.invitation import Invitation
from tenants.models.membership import Membership
from tenants.models.onboarding import Onboarding
from tenants.models.schema import Schema
from tenants.models.script import Script
from tenants.models.suspension import Suspension
from tenants.models.tenant import Tenant

__all__ = [
    "Claim",
    "Closure",
    "Departure",
    "Domain",
    "Erasure",
    "ErasureStep",
    "FactorDemand",
    "HostChange",
    "Invitation",
    "Membership",
    "Onboarding",
    "PublicEntry",
    "Schema",
    "Script",
    "Suspension",
    "Tenant",
]
