"""What was sent to people who go for good: also what was about something else than the person, such
as the codes of a sign-up, when there was none yet. What a workspace sent stays with its tenant."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models import Q

from config.sealed import marks_of
from post.gateways import outbox
from post.models import Delivery, Sms
from post.models.sms import MARK
from tenants.life import Leaving
from tenants.workflows.invite import INVITATION
from users.models import Phone, User


def forget(leaving: Leaving) -> None:
    people = leaving.people
    addresses = {
        *User.objects.filter(pk__in=people).values_list("email", flat=True),
        *EmailAddress.objects.filter(user__in=people).values_list("email", flat=True),
    }
    for address in addresses:
        ours = Q(tenant=None) | Q(kind=INVITATION)
        mails = Delivery.objects.filter(ours, to__iexact=address)
        outbox.forget(mails.values_list("message_id", flat=True))
        mails.delete()
    for number in Phone.objects.filter(user__in=people).values_list("number", flat=True):
        Sms.objects.filter(tenant=None, to_mark__in=marks_of(number, MARK)).delete()
