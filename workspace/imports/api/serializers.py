from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api import Input
from i18n.currencies import CURRENCIES
from workspace.imports.models import Import, RefusedLine


class ImportInput(Input):
    """A file, what it holds, and in which currency."""

    file = serializers.FileField(
        allow_empty_file=True, max_length=255, help_text=_("CSV, at most 20 MB and 100,000 lines.")
    )
    kind = serializers.ChoiceField(Import.Kind.choices)
    currency = serializers.ChoiceField(
        CURRENCIES, help_text=_("ISO 4217, three capital letters: that of the file's prices.")
    )


class RefusedLineOutput(serializers.ModelSerializer[RefusedLine]):
    """A line that was not taken."""

    reason = serializers.CharField(help_text=_("A word for programs."))
    detail = serializers.CharField(source="sentence", help_text=_("A sentence for people."))
    line = serializers.IntegerField(help_text=_("Where it stands in the file; the header is 1."))
    value = serializers.CharField(help_text=_("A little of what is at fault."))

    class Meta:
        model = RefusedLine
        fields = ["line", "reason", "detail", "value"]
        read_only_fields = fields


class FailureOutput(serializers.Serializer[Import]):
    """Why the file as a whole could not be taken."""

    reason = serializers.CharField(source="failure")
    detail = serializers.CharField(source="failure_sentence")


class ImportSummary(serializers.ModelSerializer[Import]):
    """An import without its refused lines; `taken + already + refused_count = lines` once done."""

    progress = serializers.IntegerField(source="percent", help_text=_("In percent of the lines."))
    failure = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields: list[str] = [
            "id",
            "kind",
            "state",
            "currency",
            "file_name",
            "lines",
            "taken",
            "already",
            "refused_count",
            "documents",
            "progress",
            "failure",
            "created_at",
            "started_at",
            "finished_at",
            "undone_at",
        ]
        read_only_fields = fields

    @extend_schema_field(FailureOutput(allow_null=True))
    def get_failure(self, one: Import) -> FailureOutput | None:
        return FailureOutput(one).data if one.failure else None  # type: ignore[return-value]


class ImportOutput(ImportSummary):
    """An import with each line that it refused: `taken + already + len(refused) = lines`."""

    refused = RefusedLineOutput(many=True)

    class Meta(ImportSummary.Meta):
        fields = [*ImportSummary.Meta.fields, "refused"]
        read_only_fields = fields
