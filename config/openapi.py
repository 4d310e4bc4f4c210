"""What our OpenAPI documents say of every operation, so that no view has to repeat it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction
from rest_framework import serializers

from config import problems

SAFE = ("GET", "HEAD", "OPTIONS")
_VERBS = {
    "GET": "Read",
    "POST": "Add to",
    "PUT": "Put",
    "PATCH": "Change",
    "DELETE": "Take away",
}


class Problem(serializers.Serializer[Any]):
    """The one body of every refusal (RFC 9457)."""

    type = serializers.CharField(help_text="Always about:blank: `code` says it.")
    status = serializers.IntegerField(help_text="The HTTP status again.")
    code = serializers.CharField(help_text="For programs: it does not change.")
    detail = serializers.CharField(help_text="For people, in the language that was asked for.")
    fields = serializers.DictField(  # type: ignore[assignment]
        required=False, help_text="What is at fault, each with what to write instead."
    )


class Described(AutoSchema):
    """Adds the answers that any operation may give, unless the view described its own."""

    def get_summary(self) -> str:
        """For a view that gives none: what its method does to the last noun of its path."""
        nouns = [part for part in self.path.split("/") if part and "{" not in part]
        noun = nouns[-1].replace("-", " ")
        if self._is_list_view():
            return f"List {noun}"
        one_of = "one of " if self.path.rstrip("/").endswith("}") else ""
        return f"{_VERBS[self.method]} {one_of}{noun}"

    def _insert_field_validators(self, field: Any, schema: Any) -> None:
        """A field that may stay empty has no format then; a number has a digit."""
        super()._insert_field_validators(field, schema)  # type: ignore[no-untyped-call]
        if isinstance(field, serializers.DecimalField) and "pattern" in schema:
            schema["pattern"] = schema["pattern"].replace(r"\d{0,", r"\d{1,", 1)
        if may_be_blank(field):
            if schema.get("format") in ("email", "uri"):
                del schema["format"]
            if "enum" in schema and "" not in schema["enum"]:
                schema["enum"] = [*schema["enum"], ""]

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status, description in self._refusals().items():
            if status not in bodies:
                bodies[status] = self._refusal(status, description)
            elif not bodies[status].get("content"):
                bodies[status] = self._refusal(status, bodies[status]["description"])
        return bodies

    def _refusals(self) -> dict[str, str]:
        found = {}
        if self.view.authentication_classes:
            found["401"] = "Not known here: no token, a wrong one, or one of another host."
        if "{" in self.path:
            found["404"] = "There is nothing here for you."
        if self.method not in SAFE and hasattr(self.view, "changes"):
            found["403"] = "Your role does not allow this."
        if self.method not in SAFE:
            found["422"] = "It was read, and is refused."
        if self.method in ("POST", "PUT", "PATCH") and self.get_request_serializer() is not None:
            found["400"] = "It cannot be read; `fields` names what is at fault."
        elif self._get_filter_parameters():  # type: ignore[no-untyped-call]
            found["400"] = "A filter cannot be read; `fields` names it."
        return found | {"default": "Refused, and why."}

    def _refusal(self, status: str, description: str) -> dict[str, Any]:
        told: dict[str, Any] = self._get_response_for_code(  # type: ignore[no-untyped-call]
            Problem, status, [problems.CONTENT_TYPE]
        )
        return told | {"description": description}


def may_be_blank(field: Any) -> bool:
    """What is read may be blank if the model lets it: DRF forgets that of a field to read."""
    if not field.read_only:
        return bool(getattr(field, "allow_blank", False))
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    try:
        return bool(model and getattr(model._meta.get_field(field.source), "blank", False))
    except FieldDoesNotExist:
        return False


class Bearer(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The pages' sessions work too, with their CSRF token; programs send a token."""

    target_class = "users.authentication.KnownHere"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class Cookie(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Where people come in: a session, or nothing yet."""

    target_class = "users.authentication.AtABrowser"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
