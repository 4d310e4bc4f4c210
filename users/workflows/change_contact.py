"""Another e-mail address or phone number: both ends confirm it by a code, then it is so.

The old end is asked since who has stolen a sign-in lacks it; the new one since a typing error would
lock its owner out. The old one is told afterwards. There is nothing to take back by a link: only
who reads the old end could have confirmed.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tenants.models import PublicEntry
from users import guessing
from users.errors import AddressTaken, NotProven, NumberTaken, PresentOne, WrongCode
from users.factors.held import factors_of
from users.models import Code, ContactChange, Phone, Purpose, Staff, User
from users.models.contact_change import ENDS, LIFETIME, NEW
from users.models.phone import COOLING
from users.tasks import tell_of_changed_contact
from users.workflows.codes import ask_for_code, instead, wording

_PURPOSES = {
    ContactChange.Kind.EMAIL.value: Purpose.CHANGE_EMAIL,
    ContactChange.Kind.PHONE.value: Purpose.CHANGE_PHONE,
}


def ask_to_change(user: User, kind: str, new: str, *, at: str) -> ContactChange:
    """Leaves the change, which waits for half an hour, and a code for each end. A repeat replaces it.

    `at` is the IP address of who asks. Whether somebody else has the new one shows in no answer: the
    job tells them instead of sending a code. Raises PresentOne, TooManyCodes, and what `allow_text`
    raises.
    """
    if new == present_of(user, kind):
        raise PresentOne(fields={NEW: [PresentOne.detail]})
    with transaction.atomic():
        ContactChange.objects.filter(user=user, kind=kind, done_at=None).delete()
        change = ContactChange.objects.create(
            user=user,
            kind=kind,
            old=_old(user, kind),
            new=new,
            expires_at=timezone.now() + LIFETIME,
        )
    for end in ENDS:
        ask_again(change, end, at=at)
    return change


def ask_again(change: ContactChange, end: str, *, at: str) -> None:
    """Another code for this end. Raises TooManyCodes, and what `allow_text` raises."""
    to = getattr(change, end)
    ask_for_code(
        _PURPOSES[change.kind],
        channel=Code.Channel.EMAIL if "@" in to else Code.Channel.SMS,
        to=to,
        user=change.user,
        about=change.about(end),
        asked_from=at,
    )


@transaction.atomic
def cancel_change(user: User, kind: str) -> None:
    """It stays as it is: the codes that are on their way do not fit any more. A repeat does nothing."""
    waiting = ContactChange.objects.filter(user=user, kind=kind, done_at=None)
    for change in waiting.select_for_update():
        abouts = [change.about(end) for end in ENDS]
        Code.objects.filter(user=user, about__in=abouts, used_at=None).delete()
        change.delete()
        PublicEntry.objects.create(user=user, verb=f"{kind}.change_given_up", subject=str(user.pk))


def change_contact(change: ContactChange, *, old_code: str, new_code: str) -> None:
    """Both ends have said yes: the address or the number is the new one.

    Leaves behind the user with the new one, a logbook line, no code that is on its way to the old
    one, and the notice to it. Sessions stay; links to a new password die with the old address. A
    changed number confirms nothing for a day. One code that is right counts although the other is
    not: WrongCode names in `fields` the ends that are still asked. Raises also TooManyTries,
    AddressTaken, NumberTaken.
    """
    with guessing.guess(guessing.whose(change.user)) as it:
        for end, typed in (("old", old_code), ("new", new_code)):
            _prove(change, end, typed)
        it.right = change.is_proven
    if not it.right:
        raise WrongCode(fields={end: [WrongCode.detail] for end in change.asked_ends})
    try:
        _change(change, get_language())
    except IntegrityError:
        taken = AddressTaken if change.kind == ContactChange.Kind.EMAIL else NumberTaken
        raise taken from None


@transaction.atomic
def _prove(change: ContactChange, end: str, typed: str) -> None:
    """A wrong try is counted, so this transaction is committed in either case."""
    if getattr(change, f"{end}_proven_at") is not None:
        return
    purpose, about = _PURPOSES[change.kind], change.about(end)
    code = Code.objects.waiting(purpose=purpose, to=getattr(change, end), about=about)
    if code and Code.objects.redeem(code.pk, typed, purpose=purpose, about=about):
        change.prove(end)


@transaction.atomic
def _change(change: ContactChange, language: str) -> None:
    held = ContactChange.objects.select_for_update().get(pk=change.pk)
    if held.done_at is not None:
        return
    user = User.objects.select_for_update().get(pk=held.user_id)
    if held.old != _old(user, held.kind):
        raise NotProven
    if held.kind == ContactChange.Kind.EMAIL:
        _move_email(user, held.new)
    else:
        _move_phone(user, held.new)
    Code.objects.filter(user=user, to=held.old, used_at=None).delete()
    held.done()
    PublicEntry.objects.create(user=user, verb=f"{held.kind}.changed", subject=str(user.pk))
    tell_of_changed_contact.enqueue(str(held.pk), language)


def _move_email(user: User, new: str) -> None:
    """User and allauth's table name the same address, and the old one opens nothing any more."""
    EmailAddress.objects.filter(user=user, email__iexact=user.email).delete()
    user.email = new
    user.save(update_fields=["email"])
    EmailAddress.objects.update_or_create(
        user=user, email=new, defaults={"verified": True, "primary": True}
    )


def _move_phone(user: User, new: str) -> None:
    """Who had none begins with it at once: the mailbox and the password have said yes. But not who
    has more to lose than these open: who holds a factor, and staff."""
    now = timezone.now()
    Phone.objects.update_or_create(
        user=user,
        defaults={
            "number": new,
            "proven_at": now,
            "confirms_from": now + COOLING if _has_more_to_lose(user) else now,
        },
    )


def _has_more_to_lose(user: User) -> bool:
    has_one = Phone.objects.filter(user=user).exists() or factors_of(user).exists()
    return has_one or Staff.objects.role_of(user) is not None


def let_cool_what_is_new(user: User) -> None:
    """A number of today that came by a change confirms a day after it. That of a sign-up stays."""
    since = timezone.now() - COOLING
    changed = ContactChange.objects.filter(
        user=user, kind=ContactChange.Kind.PHONE, done_at__gt=since
    )
    phone = Phone.objects.filter(user=user, proven_at__gt=since).first()
    if phone is not None and changed.exists():
        phone.confirms_from = max(phone.confirms_from, phone.proven_at + COOLING)
        phone.save(update_fields=["confirms_from"])


def present_of(user: User, kind: str) -> str:
    """The address, or the number; "" where there is none."""
    if kind == ContactChange.Kind.EMAIL:
        return user.email
    phone = Phone.objects.filter(user=user).first()
    return phone.number if phone else ""


def _old(user: User, kind: str) -> str:
    return present_of(user, kind) or user.email


def _address_of_another(code: Code) -> str:
    owner = User.objects.of_address(code.to)
    return "users/mail/known_already.txt" if owner and owner != code.user else ""


def _number_of_another(code: Code) -> str:
    others = Phone.objects.filter(number=code.to).exclude(user=code.user)
    return "users/mail/known_number_by_sms.txt" if others.exists() else ""


def _of_replacing(code: Code) -> str:
    """To the present address or number: what is to take its place. The new one needs no question."""
    about, _space, end = code.about.partition(" ")
    change = ContactChange.objects.filter(pk=about).first()
    if change is None or end == NEW:
        return ""
    if change.kind == ContactChange.Kind.EMAIL:
        said = _("Shall %(new)s take the place of this address? With this code you agree.")
    elif change.old_is_mail:
        said = _("Shall the phone number %(new)s be yours in Kontor? With this code you agree.")
    else:
        said = _("Shall %(new)s take the place of this number?")
    return said % {"new": change.new}


wording[Purpose.CHANGE_EMAIL] = wording[Purpose.CHANGE_PHONE] = _of_replacing
instead[Purpose.CHANGE_EMAIL] = _address_of_another
instead[Purpose.CHANGE_PHONE] = _number_of_another
