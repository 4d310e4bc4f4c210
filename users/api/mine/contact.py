"""Another e-mail address or phone number: what it is to be, then the codes of both ends."""

from __future__ import annotations

from typing import ClassVar

from allauth.core.internal.ratelimit import get_ip
from django.forms import Form
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import Input
from users.api.mine.resource import Mine, filled, refuse_unproven
from users.forms.contact import NewEmailForm, NewPhoneForm
from users.models import ContactChange
from users.workflows.change_contact import ask_again, ask_to_change, cancel_change, change_contact

NONE = OpenApiResponse(description="`not_found`: nothing waits to be changed.")
AGAIN = OpenApiResponse(description="`prove_again`: first `POST me/proof/`.")
NOT_THIS = OpenApiResponse(description="It is the present one (`present_one`), or none at all.")
TOO_MANY = OpenApiResponse(description="Too many codes were asked for.")
TAKEN = OpenApiResponse(description="`address_taken`, `number_taken`: somebody has it by now.")
WRONG = OpenApiResponse(description="`wrong_code`; `fields` names the ends that are still asked.")


class NewInput(Input):
    new = serializers.CharField(
        max_length=254, help_text="A number with the country's code, such as +371 21234567."
    )


class CodesInput(Input):
    """The one of an end that has said yes need not be sent again."""

    old = serializers.CharField(max_length=20, required=False)
    new = serializers.CharField(max_length=20, required=False)


class ContactChangeOutput(serializers.ModelSerializer[ContactChange]):
    """`old` is shortened where it is a number. Who has no number says yes by the mailbox instead."""

    old = serializers.CharField(source="old_hidden", read_only=True)
    still_asked = serializers.ListField(
        source="asked_ends", child=serializers.ChoiceField(["old", "new"]), read_only=True
    )

    class Meta:
        model = ContactChange
        fields = ("kind", "old", "new", "still_asked", "expires_at")
        read_only_fields = fields


class _OfOne(Mine):
    kind = ""  # the routes say it

    def waiting(self) -> ContactChange:
        found = ContactChange.objects.waiting_of(self.person, self.kind)
        if found is None:
            raise Http404
        return found


class ContactChangeView(_OfOne):
    """PUT begins it, POST has the codes and does it, DELETE gives it up."""

    forms: ClassVar[dict[str, type[Form]]] = {"email": NewEmailForm, "phone": NewPhoneForm}

    @extend_schema(
        summary="Read the change that waits", responses={200: ContactChangeOutput, 404: NONE}
    )
    def get(self, request: Request) -> Response:
        """It waits for half an hour."""
        return Response(ContactChangeOutput(self.waiting()).data)

    @extend_schema(
        summary="Begin to change it",
        request=NewInput,
        responses={202: ContactChangeOutput, 409: AGAIN, 422: NOT_THIS, 429: TOO_MANY},
    )
    def put(self, request: Request) -> Response:
        """A code goes to the old end and to the new one. A repeat replaces what waits.

        Whether somebody else has it shows in no answer.
        """
        refuse_unproven(self.asked)
        given = NewInput(data=request.data)
        given.is_valid(raise_exception=True)
        form = self.forms[self.kind]({self.kind: given.validated_data["new"]})
        new = filled(form, **{self.kind: "new"})[self.kind]
        change = ask_to_change(self.person, self.kind, new, at=get_ip(self.asked))
        return Response(ContactChangeOutput(change).data, status=202)

    @extend_schema(
        summary="Change it by the codes of both ends",
        request=CodesInput,
        responses={204: None, 404: NONE, 409: TAKEN, 422: WRONG, 429: TOO_MANY},
    )
    def post(self, request: Request) -> Response:
        """One code that is right counts although the other is not.

        A number that replaced another confirms operations after a day.
        """
        change = self.waiting()
        given = CodesInput(data=request.data)
        given.is_valid(raise_exception=True)
        typed = given.validated_data
        change_contact(change, old_code=typed.get("old", ""), new_code=typed.get("new", ""))
        return Response(status=204)

    @extend_schema(summary="Keep it as it is", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """The codes do not fit any more. A repeat changes nothing."""
        cancel_change(self.person, self.kind)
        return Response(status=204)


class ContactChangeCodesView(_OfOne):
    @extend_schema(
        summary="Send the codes again",
        request=None,
        responses={202: ContactChangeOutput, 404: NONE, 429: TOO_MANY},
    )
    def post(self, request: Request) -> Response:
        """To the ends that are still asked. Older ones do not fit any more."""
        change = self.waiting()
        for end in change.asked_ends:
            ask_again(change, end, at=get_ip(self.asked))
        return Response(ContactChangeOutput(change).data, status=202)
