"""Where people come in by API: whoever asks need not be known yet, but has to be at a browser's place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from users.authentication import AtABrowser
from users.errors import SignedInAlready
from users.models import User


@method_decorator(never_cache, name="dispatch")
class ForAnybody(APIView):
    """Open to strangers. What changes something needs the CSRF token of `GET /api/v1/session/`."""

    authentication_classes = (AtABrowser,)
    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A method that is not there is refused to everybody alike."""
        if request.method not in self.allowed_methods:
            raise exceptions.MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)


def asked_of(request: Request) -> HttpRequest:
    """Django's own: allauth signs people in there, and DRF keeps who asked at the beginning."""
    return request._request


def person_at(request: Request) -> User | None:
    """Who is signed in now, also if that happened in this very request."""
    user = asked_of(request).user
    return user if user.is_authenticated else None


def refuse_who_is_in(request: Request) -> None:
    """The ways in are for strangers: somebody else would become who sits here."""
    if person_at(request) is not None:
        raise SignedInAlready
