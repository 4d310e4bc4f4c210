from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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
    retry_after = 3600


class TooManyTries(Refusal):
    code = "too_many_tries"
    status = 429
    detail = _("Too many wrong tries. Wait an hour, then try again.")
    retry_after = 3600


class TooManyFromHere(TooManyTries):
    detail = _("Too many wrong tries came from where you are. A passkey still lets you in today.")
    retry_after = 24 * 3600


class WrongCode(Refusal):
    code = "wrong_code"
    detail = _("This is not the code, or it does not work any more. Ask for another one.")

    @classmethod
    def with_tries(cls, left: int) -> WrongCode:
        """The one that was sent still works, so often: nobody has to ask for another one."""
        said = ngettext(
            "This is not the code. %(left)s try is left.",
            "This is not the code. %(left)s tries are left.",
            left,
        )
        return cls(said % {"left": left}) if left else cls()


class TooBusy(Refusal):
    code = "too_busy"
    status = 429
    detail = _("Many people are signing in right now. Try again in a few seconds.")
    retry_after = 5


class ConfirmationBroken(Refusal):
    code = "confirmation_broken"
    status = 409
    detail = _("This is not what you were asked to confirm. Begin again.")


class ConfirmationOver(Refusal):
    code = "confirmation_over"
    status = 409
    detail = _("This confirmation does not work any more. Begin again.")


class ChangedMeanwhile(Refusal):
    code = "changed_meanwhile"
    status = 409
    detail = _("It has changed since you asked. Look at it, and begin again.")


class NotYoursAnyMore(Refusal):
    code = "not_allowed"
    status = 403
    detail = _("Your role does not allow this.")


class NothingToConfirmBy(Refusal):
    code = "nothing_to_confirm_by"
    status = 409
    detail = _(
        "This has to be confirmed, and you have nothing to confirm it by. Add a phone, an app with"
        " codes or a passkey under sign-in and security."
    )


class NoPhone(Refusal):
    code = "no_phone"
    status = 409
    detail = _("You have no phone that can confirm. A new number can do so after a day.")


class NoPasskey(Refusal):
    code = "no_passkey"
    status = 409
    detail = _("No passkey of yours confirms here.")


class SignedInAlready(Refusal):
    code = "signed_in_already"
    status = 409
    detail = _("Somebody is signed in here already. Sign out first.")


class WrongPassword(Refusal):
    code = "wrong_password"
    detail = _("This address and this password do not belong together.")


class PasskeyNotTaken(Refusal):
    code = "passkey_refused"
    detail = _("This passkey was not taken. Ask for new options, and try again.")


class NoSecondStep(Refusal):
    code = "no_second_step"
    status = 409
    detail = _("No second step is waited for here. Begin with the first one.")


class NoCodeAskedFor(Refusal):
    code = "no_code_asked_for"
    status = 409
    detail = _("No code was asked for here. Ask for one first.")


class ResetLinkGone(Refusal):
    code = "link_gone"
    status = 409
    detail = _("This link does not work any more.")


class TicketRefused(Refusal):
    code = "ticket_refused"
    status = 409
    detail = _("This ticket is not taken: it is late, used, or of another browser. Begin again.")


class TooManySignUps(Refusal):
    code = "too_many_sign_ups"
    status = 429
    detail = _("Many people signed up from where you are. Wait an hour, then try again.")
    retry_after = 3600


class SignUpClosed(Refusal):
    code = "sign_up_closed"
    status = 403
    detail = _("Nobody can sign up here at present: people are invited.")


class AddressTaken(Refusal):
    code = "address_taken"
    status = 409
    detail = _("This e-mail address has an account by now. Sign in with it.")


class NumberTaken(Refusal):
    code = "number_taken"
    status = 409
    detail = _("Another account has this phone number by now. Give another one.")


class NotProven(Refusal):
    code = "not_proven"
    status = 409
    detail = _("A step before this one is missing.")


class NoSecondFactor(Refusal):
    code = "no_second_factor"
    status = 409
    detail = _("This person signs in without a second factor: there is none to be lost.")


class TooManyRecoveries(Refusal):
    code = "too_many_recoveries"
    status = 429
    detail = _("The waiting time was begun twice today, and stopped. Wait a day, then begin again.")
    retry_after = 24 * 3600


class TokenIsGone(Refusal):
    code = "token_gone"
    status = 409
    detail = _("This token does not work any more. Make another one.")


class TwoAreLive(Refusal):
    code = "two_live"
    status = 409
    detail = _("This token was replaced already. Replace the newer one, or revoke it.")


class TokenAddress(Refusal):
    code = "token_address"
    status = 403
    detail = _("This token is not allowed from this address.")


class MoreThanYours(Refusal):
    code = "more_than_yours"
    status = 422
    detail = _("Nobody can give what they may not do themselves.")

    def __init__(self) -> None:
        super().__init__(fields={"scopes": [self.detail]})


class ShortPasswordAlone(Refusal):
    code = "short_password_alone"
    status = 409
    detail = _(
        "Your password is too short to stand alone. Choose one of at least 15 characters first,"
        " then remove this."
    )


class ProveAgain(Refusal):
    code = "prove_again"
    status = 409
    detail = _("Prove once more who you are, then repeat this.")


class WrongProof(Refusal):
    code = "wrong_proof"
    detail = _("This does not prove who you are.")


class AppHeld(Refusal):
    code = "app_held"
    status = 409
    detail = _("There is an app already. Remove it first, then add another one.")


class NoFactor(Refusal):
    code = "no_factor"
    status = 409
    detail = _("Add an app or a passkey first: codes on paper stand in for one.")


class TooFast(Refusal):
    code = "too_fast"
    status = 429
    detail = _("Too many tries. Wait a minute, then try again.")
    retry_after = 60


class OtherVersion(Refusal):
    code = "other_version"
    status = 409
    detail = _("Another version of the policy holds now. Read that one first.")


class PresentOne(Refusal):
    code = "present_one"
    detail = _("This is the present one.")


class NobodyThere(Refusal):
    code = "nobody_there"
    status = 422
    detail = _("Nobody signs in with this address.")

    def __init__(self) -> None:
        super().__init__(fields={"email": [self.detail]})


class LastStaff(Refusal):
    code = "last_staff"
    status = 409
    detail = _("Nobody would be left who may let others in. Give somebody else this role first.")


class StillStaff(Refusal):
    code = "still_staff"
    status = 409
    detail = _("You work for the provider. Have that taken back first.")
