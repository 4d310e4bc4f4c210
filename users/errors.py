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


class TooManyCodes(Refusal):
    code = "too_many_codes"
    status = 429
    detail = _("Too many codes were sent there. Wait an hour, then ask for another one.")


class TooManyTries(Refusal):
    code = "too_many_tries"
    status = 429
    detail = _("Too many wrong tries. Wait an hour, then try again.")


class WrongCode(Refusal):
    code = "wrong_code"
    detail = _("This is not the code, or it does not work any more. Ask for another one.")
