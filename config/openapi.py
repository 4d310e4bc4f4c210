"""What our OpenAPI documents say of every operation, so that no view has to repeat it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse, inline_serializer
from rest_framework import serializers

from config import problems

Problem = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "status": serializers.IntegerField(),
        "code": serializers.CharField(),
        "detail": serializers.CharField(),
        "fields": serializers.DictField(required=False),
    },
)


class Described(AutoSchema):
    """Adds the one error body to every operation."""

    def get_response_serializers(self) -> Any:
        answers = super().get_response_serializers()
        if not isinstance(answers, dict):
            answers = {self._good_status(): answers}
        answers = {status: answer for status, answer in answers.items()}
        key = ("default", problems.CONTENT_TYPE)
        answers[key] = OpenApiResponse(Problem, description="Refused, and why.")
        return answers

    def _good_status(self) -> int:
        return {"POST": 201, "DELETE": 204}.get(self.method, 200)


class BearerOrSession(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "users.authentication.KnownHere"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
