"""How every API of ours behaves: closed by default, one error body, strict input, pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from config import problems
from config.errors import Refusal
from config.strict import UNKNOWN, misread, mistyped
from tenants.request import KnownRequest

if TYPE_CHECKING:  # DRF loads its views with the permissions named here
    from rest_framework.views import APIView


class Closed(BasePermission):
    """Who may pass: on a workspace host its members, on the provider host its programs and
    its staff."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        asked = KnownRequest.of(request)
        if asked.kind == "provider":
            holder = asked.api_token or asked.staff
            return holder is not None and self._is_in_scope(holder, asked, view)
        if asked.kind != "workspace":
            return bool(request.user and request.user.is_authenticated)
        if request.user.is_authenticated and asked.key is None:
            raise Http404
        return asked.key is not None

    def _is_in_scope(self, holder: Any, asked: KnownRequest, view: APIView) -> bool:
        """A provider's token and its people may be narrowed to the views of some rooms; a view may
        name its `area`. What is a person's own (`is_own`) is no program's."""
        if getattr(view, "is_own", False):
            return asked.api_token is None or asked.method not in view.allowed_methods  # 405
        room = getattr(view, "area", "") or type(view).__module__.partition(".")[0]
        if not holder.may_ask(room, writes=asked.method not in SAFE_METHODS):
            raise PermissionDenied
        return True


class Pages(LimitOffsetPagination):
    """`limit` (50, at most 200) and `offset`."""

    default_limit = 50
    max_limit = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        """A list is not shown to whom asks for something else: they would take it for that."""
        filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
        wrong = misread(request.query_params, filters, {"limit", "offset"})
        if wrong:
            raise serializers.ValidationError(wrong)
        return super().paginate_queryset(queryset, request, view)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter, least in zip(told, (1, 0), strict=True):
            parameter["schema"]["minimum"] = least
        return told

    def get_limit(self, request: Request) -> int:
        """At least one row; more than the most is the most."""
        asked = _whole(request, "limit", least=1)
        return self.default_limit if asked is None else min(asked, self.max_limit)

    def get_offset(self, request: Request) -> int:
        return _whole(request, "offset", least=0) or 0


def _whole(request: Request, name: str, *, least: int) -> int | None:
    """A whole number of the query, or None if it is not asked for. Nothing else is guessed at."""
    text = request.query_params.get(name)
    if text is None:
        return None
    field = serializers.IntegerField(min_value=least)
    try:
        return int(field.run_validation(text))
    except serializers.ValidationError as error:
        raise serializers.ValidationError({name: error.detail}) from None


class Input(serializers.Serializer[Any]):
    """What comes in. A field that we do not know is refused: it would be lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            wrong: dict[str, Any] = {
                name: [UNKNOWN] for name in sorted(set(data) - set(self.fields))
            }
            wrong = wrong or mistyped(data, self.fields)
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None lets an error that we did not foresee become a plain 500."""
    told = _told(error)
    if told is None:
        return None
    status, code, detail, fields = told
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if isinstance(error, Refusal) and error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    answer = Response(problems.body(status, code, detail, fields), status=status, headers=headers)
    answer.content_type = problems.CONTENT_TYPE
    return answer


def _told(error: Exception) -> tuple[int, str, Any, Any] | None:
    """Status, code, sentence and fields of an error that has a meaning for the caller."""
    if isinstance(error, Refusal):
        return error.status, error.code, error.detail, error.fields
    if isinstance(error, ModelError):
        return 422, "invalid", _("Some fields cannot be accepted."), _fields_of(error)
    if isinstance(error, exceptions.ValidationError):
        return 400, "invalid", _("Some fields cannot be accepted."), _listed(error.detail)
    if isinstance(error, (Http404, exceptions.NotFound)):
        return 404, "not_found", problems.NOT_FOUND, None
    if isinstance(error, (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)):
        return 401, "not_known", problems.NOT_KNOWN, None
    if isinstance(error, PermissionDenied):
        return 403, "not_allowed", _("Your role does not allow this."), None
    if isinstance(error, exceptions.APIException):
        return error.status_code, str(error.default_code), error.detail, None
    return None


def _fields_of(error: ModelError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return {name: [str(m) for m in found] for name, found in error.message_dict.items()}
    return {"non_field_errors": [str(message) for message in error.messages]}


def _listed(detail: Any) -> Any:
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}
