"""What the provider's clients, the owners and the people of a workspace are refused, and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.errors import Refusal, Text


class IdempotencyKeyMissing(Refusal):
    code = "idempotency_key_missing"
    status = 400
    detail = _(
        "Send the header Idempotency-Key: 1 to 200 visible ASCII characters of your choice, "
        "new for each business and the same when you repeat a request."
    )


class IdempotencyKeyReused(Refusal):
    code = "idempotency_key_reused"
    status = 422
    detail = _("This Idempotency-Key came before with another body. Nothing was changed.")


class SlugReserved(Refusal):
    code = "slug_reserved"
    status = 422
    detail = _("This name is kept for Kontor itself. Choose another one.")

    def __init__(self) -> None:
        super().__init__(fields={"slug": [self.detail]})


class SlugTaken(Refusal):
    code = "slug_taken"
    status = 409
    detail = _("Another business has this name already. Choose another one.")

    def __init__(self) -> None:
        super().__init__(fields={"slug": [self.detail]})


class NotClosable(Refusal):
    code = "no_workspace"
    status = 409
    detail = _("There is no workspace that could be closed: it is being built, or it is erased.")


class ClosedByProvider(Refusal):
    code = "closed_by_provider"
    status = 409
    detail = _("The provider closed this workspace. Only the provider can reopen it.")


class NotClosed(Refusal):
    code = "not_closed"
    status = 409
    detail = _("Only a closed workspace is erased. Close it first.")


class SlugDiffers(Refusal):
    code = "slug_differs"
    status = 422
    detail = _("This is not the name of the workspace. Nothing was erased.")

    def __init__(self) -> None:
        super().__init__(fields={"slug": [self.detail]})


class WorkspaceSuspended(Refusal):
    """With the provider's reason as its detail."""

    code = "workspace_suspended"
    status = 409
    detail = _("This workspace can only be read at present.")


class WorkspaceClosed(Refusal):
    code = "workspace_closed"
    status = 410
    detail = _("This workspace is closed.")


class HostRefused(Refusal):
    """With what is wrong about the name as its detail."""

    code = "host_refused"
    status = 422
    detail = _("This name cannot be used.")

    def __init__(self, detail: Text) -> None:
        super().__init__(detail, fields={"host": [detail]})


class HostTaken(Refusal):
    code = "host_taken"
    status = 409
    detail = _("Another workspace has this name. If it is yours, write to the provider.")

    def __init__(self) -> None:
        super().__init__(fields={"host": [self.detail]})


class TooManyDomains(Refusal):
    code = "too_many_domains"
    status = 422
    detail = _("A workspace has at most 20 names of its own. Remove one first.")


class DomainNotProven(Refusal):
    code = "domain_not_proven"
    status = 409
    detail = _("This name is not proven yet. Set its record, then have it checked.")


class LastOwner(Refusal):
    code = "last_owner"
    status = 409
    detail = _("A workspace needs an owner. Make somebody else an owner first.")


class SecondFactorFirst(Refusal):
    code = "second_factor_first"
    status = 409
    detail = _("You would lock yourself out. Add a second factor of your own first.")


class SecondFactorWanted(Refusal):
    code = "second_factor_wanted"
    status = 403
    detail = _("This workspace wants a second factor. Add an app with codes or a passkey first.")


class SecondFactorCools(SecondFactorWanted):
    code = "second_factor_cools"
    detail = _("Your second factor is of today. It opens this workspace once your phone says yes.")


class AlreadyMember(Refusal):
    code = "already_member"
    status = 409
    detail = _("This person has a key already. Change the role instead.")

    def __init__(self) -> None:
        super().__init__(fields={"email": [self.detail]})


class TooManyInvitations(Refusal):
    code = "too_many_invitations"
    status = 429
    detail = _("Too many invitations were sent. Wait an hour, then go on.")
    retry_after = 3600
