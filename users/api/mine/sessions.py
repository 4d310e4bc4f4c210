"""Where somebody is signed in: each browser, and what it has opened in workspaces."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from users.api.mine.resource import Mine, refuse_unproven
from users.models import Session
from users.software import software_of
from users.workflows.end_sessions import end_all, end_one
from users.workflows.sign_out import sign_out

AGAIN = OpenApiResponse(description="`prove_again`: first `POST me/proof/`.")


class SessionOutput(serializers.ModelSerializer[Session]):
    id = serializers.CharField(source="session_key", read_only=True)
    software = serializers.SerializerMethodField(help_text="As the browser calls itself.")
    workspaces = serializers.SerializerMethodField(help_text="Those that were opened from it.")
    is_this = serializers.SerializerMethodField(help_text="The one that asks.")

    class Meta:
        model = Session
        fields = ("id", "software", "network", "began_at", "seen_at", "workspaces", "is_this")
        read_only_fields = fields

    def get_software(self, session: Session) -> str:
        return software_of(session.browser)

    def get_workspaces(self, session: Session) -> list[str]:
        return session.workspace_names

    def get_is_this(self, session: Session) -> bool:
        return bool(session.pk == self.context["request"].session.session_key)


class SessionsView(Mine, generics.ListAPIView[Session]):
    serializer_class = SessionOutput
    queryset = Session.objects.none()
    filter_backends = ()

    def get_queryset(self) -> Any:
        return Session.objects.sign_ins_of(self.person).with_workspaces()

    @extend_schema(summary="List where you are signed in", filters=False)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The last used first. `seen_at` is right to five minutes."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="sessions_destroy_all",
        summary="End all other sessions",
        request=None,
        responses={204: None, 409: AGAIN},
    )
    def delete(self, request: Request) -> Response:
        """This one stays, with what it has opened in workspaces. Programs go on: see `programs/`."""
        refuse_unproven(self.asked)
        end_all(self.person, but=str(self.asked.session.session_key))
        return Response(status=204)


class SessionView(Mine):
    @extend_schema(summary="End a session", request=None, responses={204: None, 409: AGAIN})
    def delete(self, request: Request, session_id: str) -> Response:
        """That browser is signed out, here and in the workspaces that it has opened.

        This very one needs no proof. A repeat changes nothing, nor does a session of somebody else.
        """
        if session_id == self.asked.session.session_key:
            sign_out(self.asked)
        else:
            refuse_unproven(self.asked)
            end_one(self.person, session_id)
        return Response(status=204)
