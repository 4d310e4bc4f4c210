from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.api import Input
from workspace.papers.models import Sending
from workspace.papers.models.sending import LONGEST_TEXT


class DeliveryInput(Input):
    """What is left out is as usual: the customer's address, and a letter in the document's language."""

    to = serializers.EmailField(required=False, max_length=254)
    subject = serializers.CharField(required=False, max_length=200)
    text = serializers.CharField(required=False, max_length=LONGEST_TEXT)


class DeliveryOutput(serializers.ModelSerializer[Sending]):
    """One letter with the document. `reason` says why it failed."""

    by = serializers.CharField(help_text="Who sent it.")

    class Meta:
        model = Sending
        fields: Any = [
            "id",
            "to",
            "subject",
            "text",
            "language",
            "reply_to",
            "state",
            "reason",
            "at",
            "by",
            "settled_at",
        ]
        read_only_fields = fields
