from users.models.api_token import ApiToken
from users.models.session import Session
from users.models.ticket import Ticket
from users.models.user import User

__all__ = ["ApiToken", "Session", "Ticket", "User"]
