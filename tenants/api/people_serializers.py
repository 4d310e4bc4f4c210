from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api import Input
from post.models.delivery import WhyItCameBack
from tenants.models import Invitation, Membership
from tenants.models.membership import Role
from users.models import FactorRecovery


class RoleInput(Input):
    role = serializers.ChoiceField(choices=Role.choices)


class InvitationInput(Input):
    """Whom to ask in, as what, and in which language."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=Role.choices)
    language = serializers.ChoiceField(
        choices=settings.INTERFACE_LANGUAGES,
        required=False,
        help_text=_("Of the mail; without it that of the request."),
    )


class MemberOutput(serializers.ModelSerializer[Membership]):
    """Somebody with a key to this workspace."""

    name = serializers.CharField(source="user", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    has_second_factor = serializers.SerializerMethodField(help_text=_("Told to owners only."))

    class Meta:
        model = Membership
        fields = ["id", "name", "email", "role", "created_at", "has_second_factor"]
        read_only_fields = fields

    def get_has_second_factor(self, key: Any) -> bool | None:
        return bool(key.has_second_factor) if self.context.get("may_change") else None


class CameBackOutput(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=WhyItCameBack.choices)
    detail = serializers.CharField(help_text=_("The same in words."))


class InvitationOutput(serializers.ModelSerializer[Invitation]):
    """Somebody who was asked in and has not come yet."""

    is_waiting = serializers.BooleanField(
        read_only=True, help_text=_("Otherwise its link is too old: send it again.")
    )

    came_back = serializers.SerializerMethodField(
        help_text=_("Why its last mail did; withdraw it, and invite another address.")
    )

    class Meta:
        model = Invitation
        fields = [
            *("id", "email", "role", "language", "created_at", "expires_at", "is_waiting"),
            "came_back",
        ]
        read_only_fields = fields

    @extend_schema_field(CameBackOutput(allow_null=True))
    def get_came_back(self, invitation: Invitation) -> dict[str, str] | None:
        why = getattr(invitation, "came_back", None)  # a new one has sent none
        return {"code": why, "detail": str(WhyItCameBack(why).label)} if why else None


class FactorRecoveryOutput(serializers.ModelSerializer[FactorRecovery]):
    """Since when it waits, and when the person can come in without the factor."""

    class Meta:
        model = FactorRecovery
        fields = ("at", "opens_at")
        read_only_fields = fields
