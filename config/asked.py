"""The answer of an API that asks for a confirmation first: 202, see `config.confirming`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class ConfirmationOutput(serializers.Serializer[Any]):
    """`says` is the question in one sentence; `page` is where a person may answer it instead."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(["pending", "consumed", "cancelled", "refused", "expired"])
    says = serializers.CharField()
    methods = serializers.ListField(child=serializers.ChoiceField(["sms", "totp", "passkey"]))
    expires_at = serializers.DateTimeField()
    page = serializers.CharField()


class AskedOutput(serializers.Serializer[Any]):
    """Nothing has happened yet: send the code, or what a passkey has signed, to
    `/api/v1/confirmations/<id>/`."""

    confirmation = ConfirmationOutput()
