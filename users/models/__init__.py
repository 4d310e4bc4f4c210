from users.models.api_token import ApiToken
from users.models.attempts import Attempts
from users.models.code import Code, Purpose
from users.models.confirmation import Confirmation, Decision
from users.models.phone import Phone
from users.models.session import Session
from users.models.ticket import Ticket
from users.models.user import User

__all__ = [
    "ApiToken",
    "Attempts",
    "Code",
    "Confirmation",
    "Decision",
    "Phone",
    "Purpose",
    "Session",
    "Ticket",
    "User",
]
