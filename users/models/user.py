from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from tenants.leaving import erased

ALONE = 15  # characters of a password that stands alone


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with this address, in lower case. Without a password nobody can sign in yet."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def of_address(self, email: str) -> User | None:
        """Who reads the mail of this address, as far as we know."""
        address = email.strip().lower()
        proven = models.Q(emailaddress__email=address, emailaddress__verified=True)
        # One query, known or not: the time that it takes tells nobody.
        found = self.filter(proven | models.Q(email=address)).annotate(is_proven=proven)
        return found.order_by("-is_proven", "pk").first()


@erased(with_person="id")
class User(AbstractBaseUser):
    """A human who can sign in, once, everywhere. What they may do is told by their memberships."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    password_set_at = models.DateTimeField(null=True, blank=True)
    # Its password is good only beside a second factor: the last one cannot go before it is changed.
    has_short_password = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_an_address"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_set_at = timezone.now()
        self.has_short_password = raw_password is not None and len(raw_password) < ALONE
