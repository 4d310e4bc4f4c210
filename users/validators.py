from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class MaximumLength:
    """A password may be long, but not so long that hashing it becomes an attack."""

    def __init__(self, max_length: int = 256) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(
                _("This password has more than %(most)d characters: use a shorter one."),
                code="password_too_long",
                params={"most": self.max_length},
            )

    def get_help_text(self) -> str:
        return _("Your password can have at most %(most)d characters.") % {"most": self.max_length}
