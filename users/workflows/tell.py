"""The letters about somebody's own sign-in."""

from __future__ import annotations

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.module_loading import import_string

from post.letters import letter
from post.workflows.deliver import deliver
from tenants.rooms import public_room
from users.models import User


def send_reset_link(user_id: str, *, language: str) -> None:
    """Somebody has forgotten a password: the link is made now and stands in the mail only.

    It works once, for an hour (`PASSWORD_RESET_TIMEOUT`), and not after the next sign-in. A
    repeat sends another one.
    """
    user = _user(user_id)
    if user is None or not user.is_active:
        return
    with public_room():
        url = _public_url(_reset_path(user))
    text = letter("users/mail/reset.txt", language=language, url=url, name=user.name)
    deliver(to=user.email, letter=text, kind="users.reset", reference=str(user.pk))


def tell_of_new_password(user_id: str, *, language: str) -> None:
    """A password was changed: its owner learns it, whoever did it."""
    user = _user(user_id)
    if user is None:
        return
    url = _public_url(reverse("account_reset_password", urlconf="config.urls_public"))
    text = letter("users/mail/new_password.txt", language=language, url=url, name=user.name)
    deliver(to=user.email, letter=text, kind="users.new_password", reference=str(user.pk))


def _user(user_id: str) -> User | None:
    with public_room():
        return User.objects.filter(pk=user_id).first()


def _reset_path(user: User) -> str:
    made: PasswordResetTokenGenerator = import_string(_TOKENS)()
    key = {"uidb36": user_pk_to_url_str(user), "key": made.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key, urlconf="config.urls_public")


# By its name: allauth's forms want the adapter, which wants these letters.
_TOKENS = "allauth.account.forms.EmailAwarePasswordResetTokenGenerator"


def _public_url(path: str) -> str:
    return f"{settings.PUBLIC_URL.geturl().rstrip('/')}{path}"
