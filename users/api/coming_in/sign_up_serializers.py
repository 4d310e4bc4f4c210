from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as ModelError
from django.middleware.csrf import get_token
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.addresses import public_address
from config.api import Input
from config.one_line import one_line
from identity.phone import check_phone
from tenants.models import Tenant
from tenants.models.tenant import is_slug
from tenants.slugs import LONGEST, SHORTEST
from tenants.standards import COUNTRIES, CURRENCIES
from users.forms.business import currency_of
from users.models import Policy, SignUp, User
from users.models.sign_up import Step
from users.workflows.come_in import Business


class SignUpInput(Input):
    """An address, for a workspace of one's own; or the secret of an invitation, to join one."""

    email = serializers.EmailField(
        required=False, max_length=254, help_text=_("A code is mailed there.")
    )
    invitation = serializers.CharField(
        required=False, max_length=200, help_text=_("The last part of the invitation's link.")
    )

    def validate_email(self, address: str) -> str:
        return address.lower()

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if len(given) != 1:
            raise serializers.ValidationError(_("Give either an address or an invitation."))
        return given


class TypedCodeInput(Input):
    code = serializers.CharField(max_length=20, help_text=_("Spaces and dashes do not matter."))


class NewPersonInput(Input):
    """Who it is. Can be sent again, with other values, until there is a user."""

    name = serializers.CharField(max_length=150, validators=[one_line])
    password = serializers.CharField(
        required=False,
        trim_whitespace=False,
        max_length=1000,
        help_text=_("At least 15 characters. One that was taken before stays if it is left out."),
    )
    phone = serializers.CharField(
        max_length=40, help_text=_("With the country's code: +371 21234567. A code is sent to it.")
    )
    policy = serializers.IntegerField(
        help_text=_("The number of the policy's version: sending it accepts that version.")
    )

    def validate_phone(self, typed: str) -> str:
        return check_phone(typed, "")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        sign_up: SignUp = self.context["sign_up"]
        if "password" in given:
            self._judge(given["password"], User(email=sign_up.email, name=given["name"]))
        elif not sign_up.password:
            missing = serializers.Field.default_error_messages["required"]
            raise serializers.ValidationError({"password": [missing]})
        return given

    def _judge(self, password: str, user: User) -> None:
        try:
            validate_password(password, user)
        except ModelError as refused:
            raise serializers.ValidationError({"password": refused.messages}) from None


class BusinessInput(Input):
    """Which business gets the workspace."""

    name = serializers.CharField(max_length=200, validators=[one_line])
    slug = serializers.CharField(
        min_length=SHORTEST,
        max_length=LONGEST,
        validators=[is_slug],
        trim_whitespace=False,
        help_text=_("First part of the workspace's address; it cannot be changed later."),
    )
    country = serializers.ChoiceField(COUNTRIES, help_text=_("ISO 3166, two capital letters."))
    currency = serializers.ChoiceField(
        CURRENCIES, required=False, help_text=_("ISO 4217; left out: the country's own.")
    )
    language = serializers.ChoiceField(
        settings.INTERFACE_LANGUAGES,
        required=False,
        help_text=_("In which the workspace greets and writes; left out: that of the request."),
    )

    @property
    def business(self) -> Business:
        given = self.validated_data
        language = get_language() or settings.LANGUAGE_CODE
        guessed = {"currency": currency_of(given["country"]), "language": language}
        return Business(**{**guessed, **given})


class SlugQuery(Input):
    """What a free address is proposed for."""

    name = serializers.CharField(required=False, max_length=200, default="")
    slug = serializers.CharField(
        required=False, max_length=LONGEST, validators=[is_slug], default=""
    )


class SlugOutput(serializers.Serializer[Any]):
    slug = serializers.CharField(help_text=_("Free at this moment: nobody keeps it."))
    is_as_asked = serializers.BooleanField()


class PolicyThatHoldsOutput(serializers.Serializer[Policy]):
    number = serializers.IntegerField()
    url = serializers.SerializerMethodField(help_text=_("Where people read it."))

    def get_url(self, policy: Policy) -> str:
        return public_address("/policy/")


class WorkspaceToEnterOutput(serializers.Serializer[Tenant]):
    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField(help_text=_("Its address."))
    is_open = serializers.BooleanField(help_text=_("Otherwise it is being built: ask again."))


class SignUpOutput(serializers.Serializer[SignUp]):
    """`step` is what is missing next; `workspace` is there once it is `ready`."""

    step = serializers.ChoiceField([step.value for step in Step])
    email = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField()
    has_password = serializers.SerializerMethodField()
    policy = serializers.SerializerMethodField(help_text=_("The version that holds now."))
    workspace = serializers.SerializerMethodField()
    csrf_token = serializers.SerializerMethodField(help_text=_("A sign-in makes another one."))

    def get_has_password(self, sign_up: SignUp) -> bool:
        return bool(sign_up.password)

    def get_csrf_token(self, sign_up: SignUp) -> str:
        return get_token(self.context["asked"])

    @extend_schema_field(PolicyThatHoldsOutput)
    def get_policy(self, sign_up: SignUp) -> Any:
        return PolicyThatHoldsOutput(Policy.objects.current()).data

    @extend_schema_field(WorkspaceToEnterOutput(allow_null=True))
    def get_workspace(self, sign_up: SignUp) -> Any:
        return WorkspaceToEnterOutput(sign_up.tenant).data if sign_up.is_done else None
