"""What the resources of people on the public host share: who asks is a person with a session there.

No program's token is good on that host, so whatever changes something comes with its CSRF token.
"""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import Form
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.request import Request
from rest_framework.views import APIView

from users.errors import ProveAgain
from users.models import User
from users.proven import is_proven


@method_decorator(never_cache, name="dispatch")
class Mine(APIView):
    """Somebody's own things: no answer stays in a browser's cache."""

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    @property
    def asked(self) -> Any:
        """Django's own request: sessions, proofs and addresses are read from it."""
        return self.request._request


class Changing(Mine):
    """How somebody comes in, or what would lead there: for who has just proven again. Raises
    ProveAgain, and nothing is read of what was sent."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unproven(request._request)


def refuse_unproven(request: Any) -> None:
    if not is_proven(request):
        raise ProveAgain


def filled(form: Form, **named: str) -> dict[str, Any]:
    """What a page's own form makes of it; `named` is what we call its fields. Raises ValidationError."""
    if form.is_valid():
        return form.cleaned_data
    called = {NON_FIELD_ERRORS: "non_field_errors", **named}
    wrong = form.errors.as_data()
    raise ValidationError({called.get(name, name): told for name, told in wrong.items()})
