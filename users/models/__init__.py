from users.models.api_token import ApiToken
from users.models.attempts import Attempts
from users.models.code import Code, Purpose
from users.models.confirmation import Confirmation, Decision
from users.models.contact_change import ContactChange
from users.models.factor_recovery import FactorRecovery
from users.models.phone import Phone
from users.models.policy import Policy, PolicyAcceptance
from users.models.seen_browser import SeenBrowser
from users.models.session import Session
from users.models.sign_up import SignUp
from users.models.staff import Staff, StaffRole
from users.models.ticket import Ticket
from users.models.user import User

__all__ = [
    "ApiToken",
    "Attempts",
    "Code",
    "Confirmation",
    "ContactChange",
    "Decision",
    "FactorRecovery",
    "Phone",
    "Policy",
    "PolicyAcceptance",
    "Purpose",
    "SeenBrowser",
    "Session",
    "SignUp",
    "Staff",
    "StaffRole",
    "Ticket",
    "User",
]
