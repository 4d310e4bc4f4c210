from django.utils.translation import gettext_lazy as _

from config.errors import Refusal


class InvitationGone(Refusal):
    code = "invitation_gone"
    status = 409
    detail = _("This invitation does not work any more.")


class NotInvited(Refusal):
    code = "not_invited"
    status = 409
    detail = _("This invitation is for another address.")
