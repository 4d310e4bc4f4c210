"""Who asks: what they are called, how they are reached, and the way out for good."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import Input
from config.asked import AskedOutput
from config.confirming import ask_to_confirm
from config.one_line import one_line
from i18n.choice import remember
from users.api.mine.resource import Mine, filled
from users.confirmed.own_data import DELETE
from users.forms.passwords import ChangePasswordForm
from users.models import Phone, User
from users.workflows.change_password import change_password, count_change
from users.workflows.delete_user import refuse_who_is_needed
from users.workflows.rename import rename
from users.workflows.tell_of_way_in import addresses_of


class MeInput(Input):
    """What is left out stays as it is."""

    name = serializers.CharField(max_length=150, required=False, validators=[one_line])
    language = serializers.ChoiceField(
        choices=settings.INTERFACE_LANGUAGES,
        required=False,
        help_text="Kept in a cookie, and nowhere else.",
    )


class PhoneOutput(serializers.ModelSerializer[Phone]):
    """Its number in short: whoever looks on need not read all of it."""

    number = serializers.CharField(source="hidden", read_only=True)
    can_confirm = serializers.BooleanField(
        read_only=True, help_text="One that replaced another confirms after a day."
    )

    class Meta:
        model = Phone
        fields = ("number", "can_confirm", "confirms_from")
        read_only_fields = fields


class MeOutput(serializers.ModelSerializer[User]):
    addresses = serializers.SerializerMethodField(help_text="All that are proven.")
    phone = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField(help_text="Of this answer.")
    password_set_at = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("id", "name", "email", "addresses", "phone", "language", "password_set_at")
        read_only_fields = fields

    def get_addresses(self, user: User) -> list[str]:
        return addresses_of(user)

    @extend_schema_field(PhoneOutput(allow_null=True))
    def get_phone(self, user: User) -> Any:
        phone = Phone.objects.filter(user=user).first()
        return PhoneOutput(phone).data if phone else None

    def get_language(self, user: User) -> str:
        return self.context.get("language") or get_language() or ""

    @extend_schema_field(serializers.DateTimeField())
    def get_password_set_at(self, user: User) -> Any:
        return user.password_set_at or user.created_at


class MeView(Mine):
    @extend_schema(summary="Read who you are", responses=MeOutput)
    def get(self, request: Request) -> Response:
        """The number of the phone is shortened, as on the pages."""
        return Response(MeOutput(self.person).data)

    @extend_schema(summary="Change your name or language", request=MeInput, responses=MeOutput)
    def patch(self, request: Request) -> Response:
        """The address and the phone are changed by `me/email-change/` and `me/phone-change/`."""
        given = MeInput(data=request.data)
        given.is_valid(raise_exception=True)
        wish = given.validated_data
        if "name" in wish:
            rename(self.person, wish["name"])
        answer = Response(MeOutput(self.person, context=wish).data)
        if "language" in wish:
            remember(answer, wish["language"])
        return answer

    @extend_schema(
        summary="Delete yourself from Kontor",
        request=None,
        responses={
            202: AskedOutput,
            409: OpenApiResponse(
                description="`last_owner`, with the names of the workspaces that would be left"
                " without one; `still_staff`; or `nothing_to_confirm_by`."
            ),
        },
    )
    def delete(self, request: Request) -> HttpResponse:
        """Your keys to all workspaces go too. It is confirmed first, and there is no way back."""
        refuse_who_is_needed(self.person)
        return ask_to_confirm(request, DELETE, {"email": self.person.email})


class PasswordInput(Input):
    old = serializers.CharField(max_length=1000, trim_whitespace=False)
    new = serializers.CharField(
        max_length=1000, trim_whitespace=False, help_text="At least 15 characters."
    )


class PasswordView(Mine):
    """PUT puts another one in its place."""

    @extend_schema(
        summary="Change your password",
        request=PasswordInput,
        responses={
            204: None,
            422: OpenApiResponse(description="`fields` says whether it is `old` or `new`."),
            429: OpenApiResponse(description="`too_many_tries` or `too_fast`."),
        },
    )
    def put(self, request: Request) -> Response:
        """You stay signed in here, and nowhere else. Programs that act for you go on: look at them.

        The old password is a guess like any other: ten wrong ones in an hour, of whatever kind.
        """
        given = PasswordInput(data=request.data)
        given.is_valid(raise_exception=True)
        count_change(self.asked)
        old, new = given.validated_data["old"], given.validated_data["new"]
        typed = {"oldpassword": old, "password1": new, "password2": new}
        form = ChangePasswordForm(data=typed, user=self.person)
        filled(form, oldpassword="old", password1="new", password2="new")
        change_password(self.asked, self.person, new)
        return Response(status=204)
