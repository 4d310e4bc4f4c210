"""Whatever changes about how somebody signs in, they read it, whoever did it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from config.addresses import public_address
from post.letters import letter
from post.workflows.deliver import deliver
from post.workflows.deliver_to_each import deliver_to_each
from post.workflows.text import send_text
from tenants.rooms import public_room
from users.models import FactorRecovery, Phone, SeenBrowser, StaffRole, User
from users.models.factor_recovery import FINISH, STOP
from users.software import in_words

WHAT = {
    "app_added": _("An app that shows codes was added."),
    "app_removed": _("The app that shows codes was removed."),
    "passkey_added": _("A passkey was added."),
    "passkey_removed": _("A passkey was removed."),
    "codes_made": _(
        "New recovery codes were made. Those that you had before do not work any more."
    ),
    "code_used": _("A recovery code was used to get in."),
    "signed_out": _("The provider of Kontor signed you out everywhere. You can sign in again."),
    "all_removed": _(
        "The second step was removed after the waiting time: the app, the passkeys and the recovery"
        " codes. You were signed out everywhere."
    ),
}


def tell_of_changed_way_in(user_id: str, kind: str, *, language: str) -> None:
    """To every address that the person has proven. A repeat tells it again."""
    with public_room():
        user = User.objects.filter(pk=user_id).first()
        addresses = addresses_of(user) if user else []
    with translation.override(language):
        what = str(WHAT[kind])
    url = public_address(reverse("account_reset_password", urlconf="config.urls_public"))
    text = letter("users/mail/way_in_changed.txt", language=language, what=what, url=url)
    deliver_to_each(addresses, letter=text, kind=f"users.{kind}", reference=user_id)


def tell_of_new_browser(seen_id: str, network: str, *, language: str) -> None:
    """Somebody signed in from where this person never was. A repeat tells it again."""
    with public_room():
        seen = SeenBrowser.objects.filter(pk=seen_id).select_related("user").first()
        if seen is None:
            return
        addresses, person = addresses_of(seen.user), str(seen.user_id)
        url = public_address(reverse("account_reset_password", urlconf="config.urls_public"))
    with translation.override(language):
        software = in_words(seen.browser, seen.system)
    told = {"software": software, "network": network, "at": seen.first_at, "url": url}
    text = letter("users/mail/new_browser.txt", language=language, **told)
    deliver_to_each(addresses, letter=text, kind="users.new_browser", reference=person)


def tell_of_being_staff(user_id: str, role: str, *, language: str) -> None:
    """Somebody works for the provider in this role, or without one no more. A repeat tells again."""
    with public_room():
        user = User.objects.filter(pk=user_id).first()
        addresses = addresses_of(user) if user else []
    if role:
        url = public_address(reverse("console", urlconf="config.urls_public"))
        told = {"role": StaffRole(role).label, "url": url}
        kind, text = "given", letter("users/mail/staff_given.txt", language=language, **told)
    else:
        kind, text = "taken", letter("users/mail/staff_taken.txt", language=language)
    deliver_to_each(addresses, letter=text, kind=f"users.staff_{kind}", reference=user_id)


def tell_of_factor_recovery(recovery_id: str, *, language: str) -> None:
    """To every address, with the link that stops it. A repeat tells it again."""
    with public_room():
        found = FactorRecovery.objects.filter(pk=recovery_id).select_related("person").first()
        if found is None:
            return
        addresses, person = addresses_of(found.person), str(found.person_id)
    told = {"url": _link_of("stop-factor-recovery", found, STOP), "opens_at": found.opens_at}
    text = letter("users/mail/factor_recovery.txt", language=language, **told)
    deliver_to_each(addresses, letter=text, kind="users.factor_recovery", reference=person)


def text_of_factor_recovery(recovery_id: str, *, language: str) -> None:
    """The same to the phone: a job of its own, so that neither waits for the other."""
    with public_room():
        found = FactorRecovery.objects.filter(pk=recovery_id).select_related("person").first()
        phone = found and _phone_of(found.person)
    if not (found and phone):
        return
    told = {"url": _link_of("stop-factor-recovery", found, STOP), "opens_at": found.opens_at}
    words = letter("users/mail/factor_recovery_by_sms.txt", language=language, **told)
    send_text(
        to=phone.number,
        words=words.text.strip(),
        kind="users.factor_recovery",
        reference=str(found.person_id),
        until=found.opens_at,
    )


def send_recovery_link(recovery_id: str, *, language: str) -> None:
    """To the address that the person signs in with. The link works once, after the password."""
    with public_room():
        open_ones = FactorRecovery.objects.now_open().select_related("person")
        found = open_ones.filter(pk=recovery_id).first()
    if found is None:
        return
    url = _link_of("finish-factor-recovery", found, FINISH)
    text = letter("users/mail/factor_recovery_link.txt", language=language, url=url)
    deliver(
        to=found.person.email,
        letter=text,
        kind="users.factor_recovery_link",
        reference=str(found.person_id),
    )


def _link_of(page: str, recovery: FactorRecovery, what: str) -> str:
    told = [recovery.pk, recovery.mark(what)]
    return public_address(reverse(page, args=told, urlconf="config.urls_public"))


def _phone_of(person: User) -> Phone | None:
    return Phone.objects.filter(user=person).first()


def addresses_of(user: User) -> list[str]:
    """The one they sign in with, then the others that they have proven. In the public room."""
    proven = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    return list(dict.fromkeys([user.email, *proven.values_list("email", flat=True)]))
