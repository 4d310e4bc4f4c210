from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django_tasks import task

from config.addresses import public_address
from jobs.room_task import SOMEBODY_WAITS
from post.letters import letter
from post.workflows.deliver import deliver
from tenants.actor import Actor
from tenants.errors import AlreadyMember, TooManyInvitations
from tenants.models import Invitation, Membership, PublicEntry, Tenant
from tenants.models.membership import Role
from tenants.rooms import public_room, workspace_of
from users.models import Attempts, User

INVITATION = "tenants.invitation"  # the kind of its mail
A_TENANT_AN_HOUR = 60
AN_ADDRESS_AN_HOUR = 5


@transaction.atomic
def invite(
    tenant: Tenant, *, email: str, role: str, language: str, by: User | None = None
) -> Invitation:
    """Ask somebody by mail to join this tenant; in the public room, in the caller's transaction.

    Leaves behind one waiting invitation for the address, a logbook line, and the job that mails
    the link in this language. A repeat renews the invitation with the role that was given last:
    the link of the older mail stops working as soon as the newer one is sent.
    """
    address = email.strip().lower()
    invitation, _ = Invitation.objects.waiting_or_new(tenant, address, role, language, by=by)
    PublicEntry.objects.create(
        user=by, tenant=tenant, verb="invitation.made", subject=str(invitation.pk)
    )
    send_invitation.enqueue(str(invitation.pk), language)
    return invitation


def first_invitation(tenant: Tenant, email: str) -> tuple[Invitation, PublicEntry]:
    """Its owner's, and the line of the logbook, to be written with the tenant itself."""
    invitation = Invitation(tenant=tenant, email=email.strip().lower(), role=Role.OWNER)
    invitation.renew()
    return invitation, PublicEntry.line("invitation.made", invitation, tenant=tenant)


def invite_colleague(
    tenant: Tenant, *, email: str, role: str, language: str, by: User
) -> Invitation:
    """One of its owners asks somebody to join. Like `invite`, within the limits on mail.

    Raises AlreadyMember, TooManyInvitations.
    """
    if Membership.objects.filter(tenant=tenant, user=User.objects.of_address(email)).exists():
        raise AlreadyMember
    _count(tenant, email)
    return invite(tenant, email=email, role=role, language=language, by=by)


def send_again(invitation: Invitation, *, by: Actor) -> None:
    """Another mail with another link, for another week; the link before stops working."""
    _count(invitation.tenant, invitation.email)
    with transaction.atomic():
        PublicEntry.objects.write(
            "invitation.sent_again", invitation, by=by, tenant=invitation.tenant
        )
        language = invitation.language or invitation.tenant.language
        send_invitation.enqueue(str(invitation.pk), language)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor) -> None:
    """Its link does not work any more. A repeat, or one that was accepted, changes nothing."""
    if Invitation.objects.open().filter(pk=invitation.pk).delete()[0]:
        PublicEntry.objects.write(
            "invitation.withdrawn", invitation.pk, by=by, tenant=invitation.tenant
        )


def _count(tenant: Tenant, email: str) -> None:
    """Nobody is flooded with our mail, and nobody uses us to flood others."""
    allowed = Attempts.objects.take("invitations", str(tenant.pk), most=A_TENANT_AN_HOUR)
    if not allowed or not Attempts.objects.take("invited", email, most=AN_ADDRESS_AN_HOUR):
        raise TooManyInvitations


# Not in tasks.py: that one leads to the workflow that builds a tenant, which ends by inviting.
@task(priority=SOMEBODY_WAITS, atomic=False)
def send_invitation(invitation_id: str, language: str) -> None:
    """Mail the link. Its secret is made here, so that it stands in the mail and nowhere else.

    A repeat sends a new link, and the one before stops working. An invitation that was accepted
    meanwhile is left alone.
    """
    with public_room():
        renewed = _renewed(invitation_id)
    if renewed is None:
        return
    invitation, secret = renewed
    path = reverse("invitation", kwargs={"secret": secret}, urlconf="config.urls_public")
    text = letter(
        "users/mail/invitation.txt",
        language=language,
        url=public_address(path),
        name=invitation.tenant.name,
        inviter=invitation.invited_by,
        until=invitation.expires_at,
    )
    with workspace_of(invitation.tenant):  # the delivery is one of this tenant's
        deliver(to=invitation.email, letter=text, kind=INVITATION, reference=invitation_id)


@transaction.atomic
def _renewed(invitation_id: str) -> tuple[Invitation, str] | None:
    locked = Invitation.objects.select_for_update(of=("self",)).select_related(
        "tenant", "invited_by"
    )
    invitation = locked.filter(pk=invitation_id, accepted_at=None).first()
    if invitation is None or not invitation.tenant.is_open:
        return None
    secret = invitation.renew()
    invitation.save(update_fields=["digest", "expires_at"])
    return invitation, secret
