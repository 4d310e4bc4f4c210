from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from config.api import Input
from tenants.roles import AREAS
from users.forms.tokens import networks
from users.models import ApiToken
from users.models.api_token import PROVIDER_AREAS
from users.scopes import in_words, scopes_of

SCOPES = _("`write` and `read` hold for all areas; who may write may read.")


class AddressesField(serializers.ListField):
    """Read as networks, so that what is kept is what is compared."""

    child = serializers.CharField(max_length=50)

    def to_internal_value(self, data: Any) -> Any:
        try:
            return networks(super().to_internal_value(data))
        except forms.ValidationError as wrong:
            raise serializers.ValidationError(wrong.messages) from None


class _TokenInput(Input):
    name = serializers.CharField(max_length=100)
    days = serializers.IntegerField(
        min_value=1, max_value=365, help_text=_("So long it works; a year at most.")
    )
    addresses = AddressesField(
        required=False,
        max_length=20,
        help_text=_("Addresses or networks that it may come from; none: from anywhere."),
    )

    @property
    def payload(self) -> dict[str, Any]:
        given = self.validated_data
        scopes = in_words(given["scopes"])
        return {**given, "scopes": scopes, "addresses": given.get("addresses", "")}


class TokenInput(_TokenInput):
    """A program's key to this workspace. It acts as who makes it."""

    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=scopes_of(AREAS)), min_length=1, help_text=SCOPES
    )


class ClientInput(_TokenInput):
    """A key of one of the provider's programs."""

    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=scopes_of(PROVIDER_AREAS.values())),
        min_length=1,
        help_text=SCOPES,
    )


class RotationInput(Input):
    overlap_hours = serializers.IntegerField(
        min_value=0, max_value=168, help_text=_("So long the old token works on.")
    )


class ClientOutput(serializers.ModelSerializer[ApiToken]):
    """A token without its secret, which is shown once."""

    scopes = serializers.SerializerMethodField()
    addresses = serializers.SerializerMethodField()
    replaced_by = serializers.CharField(
        source="successor.prefix", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = ApiToken
        fields = [
            "id",
            "name",
            "prefix",
            "scopes",
            "addresses",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
            "replaced_by",
        ]
        read_only_fields = fields

    def get_scopes(self, token: ApiToken) -> list[str]:
        return token.scopes.split()

    def get_addresses(self, token: ApiToken) -> list[str]:
        return token.addresses.split()


class TokenOutput(ClientOutput):
    """The same, with the person whom the program acts for."""

    acts_for = serializers.CharField(source="membership.user.email", read_only=True)

    class Meta(ClientOutput.Meta):
        fields = [*ClientOutput.Meta.fields, "acts_for"]
        read_only_fields = fields


class SecretOutput(ClientOutput):
    """A new token. This is the only time that it is shown."""

    token = serializers.CharField(source="secret", read_only=True)

    class Meta(ClientOutput.Meta):
        fields = [*ClientOutput.Meta.fields, "token"]
        read_only_fields = fields

    @classmethod
    def of(cls, token: ApiToken, secret: str) -> dict[str, Any]:
        token.secret = secret  # type: ignore[attr-defined]
        told: dict[str, Any] = cls(token).data
        return told
