"""The letters about somebody's own sign-in."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.module_loading import import_string

from config.addresses import public_address
from post.letters import letter
from post.workflows.deliver import deliver
from tenants.models import Tenant
from tenants.rooms import public_room
from users.models import ContactChange, PolicyAcceptance, User
from users.models.phone import COOLING


def send_reset_link(user_id: str, *, language: str) -> None:
    """Somebody has forgotten a password: the link is made now and stands in the mail only.

    It works once, for an hour (`PASSWORD_RESET_TIMEOUT`), and not after the next sign-in. A
    repeat sends another one.
    """
    user = _user(user_id)
    if user is None or not user.is_active:
        return
    with public_room():
        url = public_address(_reset_path(user))
    text = letter("users/mail/reset.txt", language=language, url=url, name=user.name)
    deliver(to=user.email, letter=text, kind="users.reset", reference=str(user.pk))


def tell_of_new_password(user_id: str, *, language: str) -> None:
    """A password was changed: its owner learns it, whoever did it."""
    user = _user(user_id)
    if user is None:
        return
    url = public_address(reverse("account_reset_password", urlconf="config.urls_public"))
    text = letter("users/mail/new_password.txt", language=language, url=url, name=user.name)
    deliver(to=user.email, letter=text, kind="users.new_password", reference=str(user.pk))


def welcome(user_id: str, tenant_id: str, *, language: str) -> None:
    """Somebody has come in: the one confirmation, with what was accepted."""
    user = _user(user_id)
    with public_room():
        tenant = Tenant.objects.filter(pk=tenant_id).first()
        accepted = PolicyAcceptance.objects.filter(user_id=user_id).order_by("-policy").first()
    if user is None or tenant is None or accepted is None or not tenant.name:
        return
    text = letter(
        "users/mail/welcome.txt",
        language=language,
        url=tenant.url,
        name=tenant.name,
        email=user.email,
        policy=accepted.policy_id,
        policy_url=public_address(reverse("policy", urlconf="config.urls_public")),
    )
    deliver(to=user.email, letter=text, kind="users.welcome", reference=str(user.pk))


def tell_of_changed_contact(change_id: str, *, language: str) -> None:
    """To the old address; of a number, to the mailbox. A repeat tells it again."""
    with public_room():
        change = ContactChange.objects.filter(pk=change_id).select_related("user").first()
    if change is None or change.done_at is None:
        return
    if change.kind == ContactChange.Kind.EMAIL:
        to, text = change.old, letter("users/mail/new_email.txt", language=language)
    else:
        url = public_address(reverse("account_reset_password", urlconf="config.urls_public"))
        hours = COOLING // timedelta(hours=1)
        to = change.user.email
        text = letter("users/mail/new_phone.txt", language=language, url=url, hours=hours)
    deliver(to=to, letter=text, kind=f"users.new_{change.kind}", reference=str(change.user_id))


def _user(user_id: str) -> User | None:
    with public_room():
        return User.objects.filter(pk=user_id).first()


def _reset_path(user: User) -> str:
    made: PasswordResetTokenGenerator = import_string(_TOKENS)()
    key = {"uidb36": user_pk_to_url_str(user), "key": made.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key, urlconf="config.urls_public")


# By its name: allauth's forms want the adapter, which wants these letters.
_TOKENS = "allauth.account.forms.EmailAwarePasswordResetTokenGenerator"
